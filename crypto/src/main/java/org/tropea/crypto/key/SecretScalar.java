package org.tropea.crypto.key;

import java.util.Arrays;

/**
 * Arithmetic on secret numbers modulo the order of Ed25519's group, whose time and memory accesses
 * do not depend on them: each step does the same to all limbs, and takes or leaves a difference by
 * a mask.
 */
final class SecretScalar {
  private static final int LENGTH = 32;
  private static final int LIMBS = LENGTH / Integer.BYTES;
  private static final long MASK = 0xffffffffL;

  /** The order, 2^252 + 27742317777372353535851937790883648493, the least limb first. */
  private static final int[] ORDER = {
    0x5cf5d3ed, 0x5812631a, 0xa2f79cd6, 0x14def9de, 0, 0, 0, 0x10000000
  };

  private SecretScalar() {}

  /**
   * The product of two numbers of 32 bytes, the least byte first, modulo the order: 32 bytes, which
   * the caller wipes, as he does the factors.
   */
  static byte[] product(byte[] one, byte[] other) {
    int[] factor = reduced(other);
    int[] sum = new int[LIMBS];
    int[] part = new int[LIMBS];
    for (int bit = LENGTH * Byte.SIZE - 1; bit >= 0; bit--) {
      add(sum, sum, sum);
      int mask = -((one[bit >>> 3] >>> (bit & 7)) & 1);
      for (int i = 0; i < LIMBS; i++) {
        part[i] = factor[i] & mask;
      }
      add(sum, part, sum);
    }
    byte[] result = new byte[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      result[i] = (byte) (sum[i >>> 2] >>> (8 * (i & 3)));
    }
    Arrays.fill(factor, 0);
    Arrays.fill(sum, 0);
    Arrays.fill(part, 0);
    return result;
  }

  private static int[] reduced(byte[] number) {
    if (number.length != LENGTH) {
      throw new IllegalArgumentException("a scalar has 32 bytes");
    }
    int[] sum = new int[LIMBS];
    int[] one = new int[LIMBS];
    for (int bit = LENGTH * Byte.SIZE - 1; bit >= 0; bit--) {
      add(sum, sum, sum);
      one[0] = (number[bit >>> 3] >>> (bit & 7)) & 1;
      add(sum, one, sum);
    }
    return sum;
  }

  /** Adds two numbers below the order, modulo it; {@code into} may be one of them. */
  private static void add(int[] one, int[] other, int[] into) {
    long carry = 0;
    for (int i = 0; i < LIMBS; i++) {
      carry += (one[i] & MASK) + (other[i] & MASK);
      into[i] = (int) carry;
      carry >>>= 32;
    }
    // Both were below 2^253, so nothing is carried out. Less the order, where that leaves one.
    long borrow = 0;
    int[] less = new int[LIMBS];
    for (int i = 0; i < LIMBS; i++) {
      borrow += (into[i] & MASK) - (ORDER[i] & MASK);
      less[i] = (int) borrow;
      borrow >>= 32;
    }
    int keep = (int) borrow;
    for (int i = 0; i < LIMBS; i++) {
      into[i] = (into[i] & keep) | (less[i] & ~keep);
      less[i] = 0;
    }
  }
}
