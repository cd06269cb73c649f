package org.tropea.control.authentication;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One connection before it is let in, and what it was told so far. Confined to its loop. */
public final class Gate {
  private static final int NONCE_LENGTH = 32;

  private final Admission admission;
  private byte @Nullable [] expected;
  private boolean open;

  /** A connection that has said nothing. */
  public Gate(Admission admission) {
    this.admission = admission;
  }

  /** Whether it was let in. */
  public boolean isOpen() {
    return open;
  }

  /** Whether SAFECOOKIE was begun: nothing but its proof is taken from then on. */
  public boolean isChallenged() {
    return expected != null;
  }

  /** Whether there is a cookie. */
  public boolean hasCookie() {
    return admission.cookie() != null;
  }

  /** What the node says to a controller's nonce: hash and nonce, as AUTHCHALLENGE writes them. */
  public String challenge(byte[] clientNonce) {
    Cookie cookie = admission.cookie();
    if (cookie == null) {
      throw new IllegalStateException("there is no cookie to prove anything by");
    }
    byte[] serverNonce = new byte[NONCE_LENGTH];
    admission.random().nextBytes(serverNonce);
    expected = cookie.controllerHash(clientNonce, serverNonce);
    HexFormat hex = HexFormat.of().withUpperCase();
    return "SERVERHASH="
        + hex.formatHex(cookie.serverHash(clientNonce, serverNonce))
        + " SERVERNONCE="
        + hex.formatHex(serverNonce);
  }

  /**
   * Opens where {@code secret} is good.
   *
   * @param quoted whether it was in quotes, as passwords are
   * @return why it is not, in C tor's words
   */
  public Optional<String> open(byte[] secret, boolean quoted) {
    Optional<String> refusal = refusal(secret, quoted);
    open = refusal.isEmpty();
    expected = null;
    return refusal;
  }

  private Optional<String> refusal(byte[] secret, boolean quoted) {
    if (expected != null) {
      if (secret.length != expected.length) {
        return Optional.of("Wrong length for safe cookie response.");
      }
      return MessageDigest.isEqual(expected, secret)
          ? Optional.empty()
          : Optional.of("Safe cookie response did not match expected value.");
    }
    Cookie cookie = admission.cookie();
    boolean passwords = !admission.passwords().isEmpty();
    if ((cookie == null && !passwords) || (cookie != null && cookie.is(secret))) {
      return Optional.empty();
    }
    // Each of them, so that it takes as long whichever is the right one.
    boolean known = false;
    for (HashedPassword each : admission.passwords()) {
      known |= each.isOf(secret);
    }
    return known ? Optional.empty() : Optional.of(words(cookie != null, passwords, secret, quoted));
  }

  private static String words(boolean cookie, boolean passwords, byte[] secret, boolean quoted) {
    if (cookie && passwords) {
      return "Password did not match HashedControlPassword *or* authentication cookie.";
    }
    if (cookie) {
      return secret.length == Cookie.LENGTH
          ? "Authentication cookie did not match expected value."
          : "Wrong length on authentication cookie.";
    }
    String words = "Password did not match HashedControlPassword value from configuration";
    return quoted
        ? words
        : words
            + ". Maybe you tried a plain text password? If so, the standard requires that you put"
            + " it in double quotes.";
  }
}
