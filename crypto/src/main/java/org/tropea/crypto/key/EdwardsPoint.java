package org.tropea.crypto.key;

import java.math.BigInteger;
import org.tropea.crypto.bytes.DecodeException;

/**
 * A point of Ed25519's curve, for arithmetic on public keys (RFC 8032, 5.1). Its time depends on
 * the numbers, so it is for public ones. Immutable.
 */
record EdwardsPoint(BigInteger x, BigInteger y, BigInteger z, BigInteger t) {
  /** The order of the points that keys are. */
  static final BigInteger ORDER =
      BigInteger.ONE.shiftLeft(252).add(new BigInteger("27742317777372353535851937790883648493"));

  private static final BigInteger PRIME =
      BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));
  private static final BigInteger D =
      BigInteger.valueOf(-121665).multiply(BigInteger.valueOf(121666).modInverse(PRIME)).mod(PRIME);
  private static final BigInteger ROOT_OF_MINUS_ONE =
      BigInteger.TWO.modPow(PRIME.subtract(BigInteger.ONE).shiftRight(2), PRIME);
  private static final EdwardsPoint ZERO =
      new EdwardsPoint(BigInteger.ZERO, BigInteger.ONE, BigInteger.ONE, BigInteger.ZERO);

  /** The point of a key. */
  static EdwardsPoint of(Ed25519Identity key) throws DecodeException {
    byte[] bytes = key.value().toByteArray();
    boolean odd = (bytes[bytes.length - 1] & 0x80) != 0;
    bytes[bytes.length - 1] &= 0x7f;
    BigInteger y = number(bytes);
    if (y.compareTo(PRIME) >= 0) {
      throw new DecodeException("an Ed25519 key is no point of the curve");
    }
    BigInteger square = y.multiply(y).mod(PRIME);
    BigInteger above = square.subtract(BigInteger.ONE);
    BigInteger below = D.multiply(square).add(BigInteger.ONE).mod(PRIME);
    BigInteger wanted = above.multiply(below.modInverse(PRIME)).mod(PRIME);
    BigInteger x = wanted.modPow(PRIME.add(BigInteger.valueOf(3)).shiftRight(3), PRIME);
    if (!x.multiply(x).mod(PRIME).equals(wanted)) {
      x = x.multiply(ROOT_OF_MINUS_ONE).mod(PRIME);
    }
    if (!x.multiply(x).mod(PRIME).equals(wanted) || (x.signum() == 0 && odd)) {
      throw new DecodeException("an Ed25519 key is no point of the curve");
    }
    if (x.testBit(0) != odd) {
      x = PRIME.subtract(x);
    }
    return new EdwardsPoint(x, y, BigInteger.ONE, x.multiply(y).mod(PRIME));
  }

  /** The number of these bytes, the least first. */
  static BigInteger number(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return new BigInteger(1, reversed);
  }

  /** A number below 2^256 as 32 bytes, the least first. */
  static byte[] bytes(BigInteger number) {
    byte[] most = number.toByteArray();
    byte[] bytes = new byte[Ed25519Identity.LENGTH];
    for (int i = 0; i < Math.min(most.length, bytes.length); i++) {
      bytes[i] = most[most.length - 1 - i];
    }
    return bytes;
  }

  private EdwardsPoint plus(EdwardsPoint other) {
    BigInteger a = y.subtract(x).multiply(other.y.subtract(other.x)).mod(PRIME);
    BigInteger b = y.add(x).multiply(other.y.add(other.x)).mod(PRIME);
    BigInteger c = t.multiply(other.t).mod(PRIME).multiply(D).shiftLeft(1).mod(PRIME);
    BigInteger d = z.multiply(other.z).shiftLeft(1).mod(PRIME);
    BigInteger e = b.subtract(a);
    BigInteger f = d.subtract(c);
    BigInteger g = d.add(c);
    BigInteger h = b.add(a);
    return new EdwardsPoint(
        e.multiply(f).mod(PRIME),
        g.multiply(h).mod(PRIME),
        f.multiply(g).mod(PRIME),
        e.multiply(h).mod(PRIME));
  }

  /** So many times this point. */
  EdwardsPoint times(BigInteger count) {
    EdwardsPoint sum = ZERO;
    for (int bit = count.bitLength() - 1; bit >= 0; bit--) {
      sum = sum.plus(sum);
      if (count.testBit(bit)) {
        sum = sum.plus(this);
      }
    }
    return sum;
  }

  /** Whether it is the neutral one. */
  boolean isZero() {
    return x.signum() == 0 && y.equals(z);
  }

  /** The point as a key. */
  Ed25519Identity key() {
    BigInteger inverse = z.modInverse(PRIME);
    byte[] bytes = bytes(y.multiply(inverse).mod(PRIME));
    if (x.multiply(inverse).mod(PRIME).testBit(0)) {
      bytes[bytes.length - 1] |= (byte) 0x80;
    }
    return Ed25519Identity.of(bytes);
  }
}
