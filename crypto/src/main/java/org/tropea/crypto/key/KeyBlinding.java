package org.tropea.crypto.key;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.tropea.crypto.bytes.DecodeException;

/**
 * Keys made from a key and a number, so that nobody sees which key it was who does not know it
 * (rend-spec, appendix A).
 */
public final class KeyBlinding {
  /** Length of the number, in bytes. */
  public static final int FACTOR_LENGTH = 32;

  private static final byte[] NONCE_LABEL =
      "Derive temporary signing key hash input".getBytes(StandardCharsets.US_ASCII);

  private KeyBlinding() {}

  /**
   * The public key that is {@code key} blinded by {@code factor}, 32 bytes.
   *
   * @throws DecodeException when {@code key} is no point of the curve, or of another order than
   *     keys are, which C tor refuses in addresses
   */
  public static Ed25519Identity blind(Ed25519Identity key, byte[] factor) throws DecodeException {
    EdwardsPoint point = EdwardsPoint.of(key);
    if (SmallOrderPoint.is(key) || !point.times(EdwardsPoint.ORDER).isZero()) {
      throw new DecodeException("an Ed25519 key has another order than keys have");
    }
    return point.times(EdwardsPoint.number(clamped(factor))).key();
  }

  /** The signing key of the blinded public key; whoever calls must destroy it. */
  public static Ed25519SigningKey blind(Ed25519SigningKey key, byte[] factor) {
    byte[] expanded = key.copyExpanded();
    byte[] blinded = new byte[Ed25519SigningKey.EXPANDED_LENGTH];
    try {
      byte[] secret = Arrays.copyOf(expanded, 32);
      byte[] scalar = SecretScalar.product(secret, clamped(factor));
      Arrays.fill(secret, (byte) 0);
      MessageDigest digest = MessageDigest.getInstance("SHA-512");
      digest.update(NONCE_LABEL);
      digest.update(expanded, 32, 32);
      System.arraycopy(scalar, 0, blinded, 0, 32);
      System.arraycopy(digest.digest(), 0, blinded, 32, 32);
      Arrays.fill(scalar, (byte) 0);
      return Ed25519SigningKey.fromExpanded(blinded);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-512 is missing from this Java runtime", e);
    } finally {
      Arrays.fill(expanded, (byte) 0);
      Arrays.fill(blinded, (byte) 0);
    }
  }

  private static byte[] clamped(byte[] factor) {
    if (factor.length != FACTOR_LENGTH) {
      throw new IllegalArgumentException("a key is blinded by 32 bytes");
    }
    byte[] bits = factor.clone();
    bits[0] &= (byte) 0xf8;
    bits[31] &= 0x3f;
    bits[31] |= 0x40;
    return bits;
  }
}
