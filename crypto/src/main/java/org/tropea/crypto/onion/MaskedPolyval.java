package org.tropea.crypto.onion;

/**
 * POLYVAL by integer multiplication: the bits of a factor lie so far apart, under masks, that
 * carries fall between them (the method of BearSSL's ctmul64). About 1.6 us for 512 bytes.
 */
final class MaskedPolyval extends Polyval {
  private static final long EVERY_FOURTH = 0x1111111111111111L;

  private long high;
  private long low;

  @Override
  void setGhashKey(long newHigh, long newLow) {
    high = newHigh;
    low = newLow;
  }

  @Override
  void hash(byte[] data, int offset, int blocks) {
    long highReversed = Long.reverse(high);
    long lowReversed = Long.reverse(low);
    long y1 = 0;
    long y0 = 0;
    for (int at = offset; at < offset + blocks * BLOCK_LENGTH; at += BLOCK_LENGTH) {
      y1 ^= (long) BIG_ENDIAN.get(data, at);
      y0 ^= (long) BIG_ENDIAN.get(data, at + 8);
      long y0Reversed = Long.reverse(y0);
      long y1Reversed = Long.reverse(y1);
      // Karatsuba: three products for the lower halves, three of reversed numbers for the upper.
      long lows = multiply(y0, low);
      long highs = multiply(y1, high);
      long middle = multiply(y0 ^ y1, low ^ high) ^ lows ^ highs;
      long lowsUpper = multiply(y0Reversed, lowReversed);
      long highsUpper = multiply(y1Reversed, highReversed);
      long middleUpper =
          multiply(y0Reversed ^ y1Reversed, lowReversed ^ highReversed) ^ lowsUpper ^ highsUpper;
      long v0 = lows;
      long v1 = (Long.reverse(lowsUpper) >>> 1) ^ middle;
      long v2 = highs ^ (Long.reverse(middleUpper) >>> 1);
      long v3 = (Long.reverse(highsUpper) >>> 1);
      // GHASH numbers its bits the other way round, which leaves the product one place too low.
      v3 = (v3 << 1) | (v2 >>> 63);
      v2 = (v2 << 1) | (v1 >>> 63);
      v1 = (v1 << 1) | (v0 >>> 63);
      v0 <<= 1;
      // Modulo x^128 + x^7 + x^2 + x + 1.
      v2 ^= v0 ^ (v0 >>> 1) ^ (v0 >>> 2) ^ (v0 >>> 7);
      v1 ^= (v0 << 63) ^ (v0 << 62) ^ (v0 << 57);
      v3 ^= v1 ^ (v1 >>> 1) ^ (v1 >>> 2) ^ (v1 >>> 7);
      v2 ^= (v1 << 63) ^ (v1 << 62) ^ (v1 << 57);
      y0 = v2;
      y1 = v3;
    }
    first = y0;
    second = y1;
  }

  /** The lower 64 bits of a product without carries. */
  private static long multiply(long x, long y) {
    long x0 = x & EVERY_FOURTH;
    long x1 = x & (EVERY_FOURTH << 1);
    long x2 = x & (EVERY_FOURTH << 2);
    long x3 = x & (EVERY_FOURTH << 3);
    long y0 = y & EVERY_FOURTH;
    long y1 = y & (EVERY_FOURTH << 1);
    long y2 = y & (EVERY_FOURTH << 2);
    long y3 = y & (EVERY_FOURTH << 3);
    long z0 = (x0 * y0) ^ (x1 * y3) ^ (x2 * y2) ^ (x3 * y1);
    long z1 = (x0 * y1) ^ (x1 * y0) ^ (x2 * y3) ^ (x3 * y2);
    long z2 = (x0 * y2) ^ (x1 * y1) ^ (x2 * y0) ^ (x3 * y3);
    long z3 = (x0 * y3) ^ (x1 * y2) ^ (x2 * y1) ^ (x3 * y0);
    return (z0 & EVERY_FOURTH)
        | (z1 & (EVERY_FOURTH << 1))
        | (z2 & (EVERY_FOURTH << 2))
        | (z3 & (EVERY_FOURTH << 3));
  }
}
