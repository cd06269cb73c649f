package org.tropea.crypto.handshake;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.crypto.key.X25519PublicKey;

/**
 * What both sides of an ntor handshake compute the same way (tor-spec 5.1.4).
 *
 * @param auth the relay's proof, 32 bytes
 * @param keys the circuit's keys
 * @param lowOrder whether a public key was a point of low order, which both sides refuse
 */
record Ntor(byte[] auth, KeyStream keys, boolean lowOrder) {
  static final int REQUEST_LENGTH = 84;
  static final int REPLY_LENGTH = 64;
  static final int AUTH_LENGTH = 32;

  private static final byte[] PROTOCOL = ascii("ntor-curve25519-sha256-1");
  private static final byte[] T_MAC = ascii("ntor-curve25519-sha256-1:mac");
  private static final byte[] T_KEY = ascii("ntor-curve25519-sha256-1:key_extract");
  private static final byte[] T_VERIFY = ascii("ntor-curve25519-sha256-1:verify");
  private static final byte[] M_EXPAND = ascii("ntor-curve25519-sha256-1:key_expand");
  private static final byte[] SERVER = ascii("Server");

  /** The public values: the relay's ID and B, the client's X, the relay's Y. */
  record Transcript(
      RsaIdentity relay,
      X25519PublicKey onionKey,
      X25519PublicKey clientKey,
      X25519PublicKey relayKey) {}

  /** Computes all of it from {@code EXP(X,y)} and {@code EXP(X,b)}, and wipes those two. */
  static Ntor derive(byte[] ephemeral, byte[] onion, Transcript seen) {
    // Both are looked at, and all is computed, before anything is decided.
    boolean ephemeralIsZero = isZero(ephemeral);
    boolean onionIsZero = isZero(onion);
    byte[] id = seen.relay.value().toByteArray();
    byte[] b = seen.onionKey.value().toByteArray();
    byte[] x = seen.clientKey.value().toByteArray();
    byte[] y = seen.relayKey.value().toByteArray();
    ByteWriter secretInput = new ByteWriter(204);
    secretInput.bytes(ephemeral).bytes(onion);
    byte[] secret = secretInput.bytes(id).bytes(b).bytes(x).bytes(y).bytes(PROTOCOL).toByteArray();
    byte[] verify = hmac(T_VERIFY, secret);
    ByteWriter authInput = new ByteWriter(178);
    authInput.bytes(verify).bytes(id).bytes(b).bytes(y).bytes(x).bytes(PROTOCOL).bytes(SERVER);
    Ntor result =
        new Ntor(
            hmac(T_MAC, authInput.toByteArray()),
            new KdfRfc5869(secret, T_KEY, M_EXPAND),
            ephemeralIsZero || onionIsZero);
    for (byte[] wiped : new byte[][] {ephemeral, onion, secret, verify}) {
      Arrays.fill(wiped, (byte) 0);
    }
    return result;
  }

  private static boolean isZero(byte[] bytes) {
    int bits = 0;
    for (byte next : bytes) {
      bits |= next;
    }
    return bits == 0;
  }

  private static byte[] hmac(byte[] key, byte[] message) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA256 is missing from this Java runtime", e);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
