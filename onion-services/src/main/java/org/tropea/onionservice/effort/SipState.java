package org.tropea.onionservice.effort;

import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.DecodeException;

/**
 * The four words that SipHash works on, as a key. It comes whole from a hash, and not by SipHash's
 * own constants. Immutable.
 */
record SipState(long v0, long v1, long v2, long v3) {
  static final int LENGTH = 32;

  /** Reads one, each word with its least byte first. */
  static SipState read(ByteReader reader) throws DecodeException {
    return new SipState(word(reader), word(reader), word(reader), word(reader));
  }

  private static long word(ByteReader reader) throws DecodeException {
    return Long.reverseBytes(reader.i64());
  }

  /** SipHash-1-3 of a counter of eight bytes, without an end block. */
  long hash(long counter) {
    long a = v0;
    long b = v1;
    long c = v2;
    long d = v3 ^ counter;
    for (int round = 0; round < 4; round++) {
      if (round == 1) {
        a ^= counter;
        c ^= 0xff;
      }
      a += b;
      c += d;
      b = Long.rotateLeft(b, 13) ^ a;
      d = Long.rotateLeft(d, 16) ^ c;
      a = Long.rotateLeft(a, 32);
      c += b;
      a += d;
      b = Long.rotateLeft(b, 17) ^ c;
      d = Long.rotateLeft(d, 21) ^ a;
      c = Long.rotateLeft(c, 32);
    }
    return a ^ b ^ c ^ d;
  }
}
