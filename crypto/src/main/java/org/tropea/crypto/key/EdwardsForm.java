package org.tropea.crypto.key;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.tropea.crypto.bytes.DecodeException;

/**
 * X25519 keys as Ed25519 keys of the same secret, so that an onion key can sign (tor-spec, appendix
 * of proposal 228; dir-spec 2.1.1, {@code ntor-onion-key-crosscert}).
 */
public final class EdwardsForm {
  private static final BigInteger PRIME =
      BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));
  private static final byte[] NONCE_LABEL =
      "Derive high part of ed25519 key from curve25519 key\0".getBytes(StandardCharsets.US_ASCII);
  private static final int SIGN_BIT = 0x80;

  private EdwardsForm() {}

  /**
   * The Ed25519 key of the same point, y = (u - 1) / (u + 1).
   *
   * @param sign the sign of its x coordinate, which the X25519 key does not tell
   */
  public static Ed25519Identity of(X25519PublicKey key, boolean sign) throws DecodeException {
    byte[] bytes = reversed(key.value().toByteArray());
    bytes[0] &= (byte) ~SIGN_BIT;
    BigInteger u = new BigInteger(1, bytes).mod(PRIME);
    BigInteger below = u.add(BigInteger.ONE).mod(PRIME);
    if (below.signum() == 0) {
      throw new DecodeException("an X25519 key has no Ed25519 form");
    }
    BigInteger y = u.subtract(BigInteger.ONE).multiply(below.modInverse(PRIME)).mod(PRIME);
    byte[] number = y.toByteArray();
    byte[] result = new byte[Ed25519Identity.LENGTH];
    for (int i = 0; i < Math.min(number.length, result.length); i++) {
      result[i] = number[number.length - 1 - i];
    }
    if (sign) {
      result[result.length - 1] |= (byte) SIGN_BIT;
    }
    return Ed25519Identity.of(result);
  }

  /** The signing key of the same secret; whoever calls must destroy it. */
  public static Ed25519SigningKey of(X25519PrivateKey key) {
    byte[] secret = key.copyBytes();
    byte[] expanded = new byte[Ed25519SigningKey.EXPANDED_LENGTH];
    try {
      secret[0] &= (byte) 0xf8;
      secret[31] &= 0x7f;
      secret[31] |= 0x40;
      MessageDigest digest = MessageDigest.getInstance("SHA-512");
      digest.update(secret);
      digest.update(NONCE_LABEL);
      System.arraycopy(digest.digest(), 0, expanded, secret.length, secret.length);
      System.arraycopy(secret, 0, expanded, 0, secret.length);
      return Ed25519SigningKey.fromExpanded(expanded);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-512 is missing from this Java runtime", e);
    } finally {
      Arrays.fill(secret, (byte) 0);
      Arrays.fill(expanded, (byte) 0);
    }
  }

  /** The sign bit of {@code key}, for {@link #of(X25519PublicKey, boolean)}. */
  public static boolean sign(Ed25519Identity key) {
    return (key.value().toByteArray()[Ed25519Identity.LENGTH - 1] & SIGN_BIT) != 0;
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }
}
