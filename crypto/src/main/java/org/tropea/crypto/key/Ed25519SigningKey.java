package org.tropea.crypto.key;

import com.google.crypto.tink.internal.Ed25519;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.security.auth.Destroyable;

/**
 * An Ed25519 private key that signs, wiped when destroyed; prints nothing.
 *
 * <p>Kept in the expanded form of C tor's key files, 64 bytes: the scalar and the secret prefix of
 * the nonces. Immutable until destroyed, for any thread.
 */
public final class Ed25519SigningKey implements Destroyable {
  /** Length of the seed a key is made from, in bytes. */
  public static final int SEED_LENGTH = 32;

  /** Length of the expanded form, in bytes. */
  public static final int EXPANDED_LENGTH = 64;

  private final byte[] expanded;
  private final byte[] publicKey;
  private volatile boolean destroyed;

  private Ed25519SigningKey(byte[] expanded) {
    this.expanded = expanded;
    this.publicKey = Ed25519.scalarMultWithBaseToBytes(expanded);
  }

  /** A fresh key. */
  public static Ed25519SigningKey generate(SecureRandom random) {
    byte[] seed = new byte[SEED_LENGTH];
    random.nextBytes(seed);
    try {
      return fromSeed(seed);
    } finally {
      Arrays.fill(seed, (byte) 0);
    }
  }

  /** The key of a 32-byte seed, as in RFC 8032. */
  public static Ed25519SigningKey fromSeed(byte[] seed) {
    if (seed.length != SEED_LENGTH) {
      throw new IllegalArgumentException("an Ed25519 seed has 32 bytes");
    }
    try {
      return new Ed25519SigningKey(Ed25519.getHashedScalar(seed));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("SHA-512 is missing from this Java runtime", e);
    }
  }

  /** The key of this expanded form, which is copied. */
  public static Ed25519SigningKey fromExpanded(byte[] expanded) {
    if (expanded.length != EXPANDED_LENGTH) {
      throw new IllegalArgumentException("an expanded Ed25519 key has 64 bytes");
    }
    return new Ed25519SigningKey(expanded.clone());
  }

  /** The secret itself, for key files: whoever calls must wipe it. */
  public byte[] copyExpanded() {
    return expanded.clone();
  }

  /** The public key. */
  public Ed25519Identity identity() {
    return Ed25519Identity.of(publicKey);
  }

  /** The signature of {@code message}: 64 bytes. */
  public byte[] sign(byte[] message) {
    if (destroyed) {
      throw new IllegalStateException("the signing key is destroyed");
    }
    try {
      return Ed25519.sign(message, publicKey, expanded);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("SHA-512 is missing from this Java runtime", e);
    }
  }

  @Override
  public void destroy() {
    destroyed = true;
    Arrays.fill(expanded, (byte) 0);
  }

  @Override
  public boolean isDestroyed() {
    return destroyed;
  }

  @Override
  public String toString() {
    return "Ed25519SigningKey";
  }
}
