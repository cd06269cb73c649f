package org.tropea.crypto.onion;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The round keys of AES-128 (FIPS 197, 5.2), of two keys at once, in time that depends on neither:
 * the JDK's own schedule looks bytes of the key up in tables, and takes several times as long.
 */
final class RoundKeys {
  /** How many numbers of four bytes the round keys of one key are. */
  static final int LENGTH = 44;

  private static final int WORDS = 4;
  private static final int ROUNDS = 10;
  private static final VarHandle BIG_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private static final long[] CONSTANTS = constants();

  private RoundKeys() {}

  /** Writes those of the keys at two offsets of {@code keys} into {@code one} and {@code other}. */
  static void expand(byte[] keys, int oneOffset, int otherOffset, int[] one, int[] other) {
    for (int i = 0; i < WORDS; i++) {
      one[i] = (int) BIG_ENDIAN.get(keys, oneOffset + 4 * i);
      other[i] = (int) BIG_ENDIAN.get(keys, otherOffset + 4 * i);
    }
    // The words of both keys side by side, in planes of bits, where all but the S-box is linear.
    long word0 = SubBytes.planes(one[0], other[0]);
    long word1 = SubBytes.planes(one[1], other[1]);
    long word2 = SubBytes.planes(one[2], other[2]);
    long word3 = SubBytes.planes(one[3], other[3]);
    for (int round = 0; round < ROUNDS; round++) {
      long from1 = word1 ^ word0;
      long from2 = word2 ^ from1;
      long from3 = word3 ^ from2;
      long changed = rotate(SubBytes.of(word3)) ^ CONSTANTS[round];
      word0 ^= changed;
      word1 = from1 ^ changed;
      word2 = from2 ^ changed;
      word3 = from3 ^ changed;
      int at = (round + 1) * WORDS;
      put(word0, one, other, at);
      put(word1, one, other, at + 1);
      put(word2, one, other, at + 2);
      put(word3, one, other, at + 3);
    }
  }

  /** RotWord: in each plane, four bits for each key. */
  private static long rotate(long planes) {
    return ((planes << 1) & 0xeeeeeeeeeeeeeeeeL) | ((planes >>> 3) & 0x1111111111111111L);
  }

  private static void put(long planes, int[] one, int[] other, int at) {
    long words = SubBytes.transpose(planes);
    one[at] = (int) (words >>> 32);
    other[at] = (int) words;
  }

  private static long[] constants() {
    long[] constants = new long[ROUNDS];
    int constant = 1;
    for (int round = 0; round < ROUNDS; round++) {
      constants[round] = SubBytes.planes(constant << 24, constant << 24);
      constant = (constant << 1) ^ (0x11b & -(constant >>> 7));
    }
    return constants;
  }

  /**
   * Turns round keys into those of decryption, in the JDK's order: the last one to use, then the
   * first to the last but one, with their columns mixed inversely but for the ends (FIPS 197,
   * 5.3.5).
   */
  static void invert(int[] words) {
    for (int i = WORDS; i < ROUNDS * WORDS; i++) {
      words[i] = unmix(words[i]);
    }
    // From 0 1 2 ... 9 10 to 0 10 9 ... 2 1.
    for (int low = WORDS, high = ROUNDS * WORDS; low < high; low += WORDS, high -= WORDS) {
      for (int i = 0; i < WORDS; i++) {
        int word = words[low + i];
        words[low + i] = words[high + i];
        words[high + i] = word;
      }
    }
  }

  /** The inverse of MixColumns for one column. */
  private static int unmix(int column) {
    int four = twice(twice(column ^ Integer.rotateLeft(column, 16)));
    int mixed = column ^ four;
    int pairs = mixed ^ Integer.rotateLeft(mixed, 8);
    return twice(pairs) ^ Integer.rotateLeft(mixed, 8) ^ Integer.rotateLeft(pairs, 16);
  }

  /** Each of four bytes, times x in the field of AES. */
  private static int twice(int bytes) {
    int carried = (bytes >>> 7) & 0x01010101;
    return ((bytes & 0x7f7f7f7f) << 1) ^ (carried * 0x1b);
  }
}
