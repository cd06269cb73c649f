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

  private RoundKeys() {}

  /** Writes those of the keys at two offsets of {@code keys} into {@code one} and {@code other}. */
  static void expand(byte[] keys, int oneOffset, int otherOffset, int[] one, int[] other) {
    for (int i = 0; i < WORDS; i++) {
      one[i] = (int) BIG_ENDIAN.get(keys, oneOffset + 4 * i);
      other[i] = (int) BIG_ENDIAN.get(keys, otherOffset + 4 * i);
    }
    int constant = 1;
    for (int at = 0; at < ROUNDS * WORDS; at += WORDS) {
      long last = ((long) one[at + 3] << 32) | (other[at + 3] & 0xffffffffL);
      long substituted = SubBytes.of(last);
      next(one, at, (int) (substituted >>> 32), constant);
      next(other, at, (int) substituted, constant);
      constant = (constant << 1) ^ (0x11b & -(constant >>> 7));
    }
  }

  /** One round key from the one before, whose last word went through the S-box. */
  private static void next(int[] words, int at, int substituted, int constant) {
    int word = words[at] ^ Integer.rotateLeft(substituted, 8) ^ (constant << 24);
    words[at + 4] = word;
    word ^= words[at + 1];
    words[at + 5] = word;
    word ^= words[at + 2];
    words[at + 6] = word;
    word ^= words[at + 3];
    words[at + 7] = word;
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
