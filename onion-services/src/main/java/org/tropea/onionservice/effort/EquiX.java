package org.tropea.onionservice.effort;

import java.util.Optional;

/**
 * The puzzle: eight numbers of 16 bits whose hashes, by a function of the challenge, add up to zero
 * in 60 bits; those of the first and second, the third and fourth and so on do so in 15 bits, and
 * each four of them in 30.
 */
final class EquiX {
  /** Numbers of a solution. */
  static final int NUMBERS = 8;

  /** Bits by which the sums of one level are zero beyond those of the level before. */
  static final int LEVEL_BITS = 15;

  private EquiX() {}

  /** Whether {@code solution}, of eight numbers, solves it. */
  static boolean isSolution(byte[] challenge, char[] solution, HashX.Room room) {
    if (!isOrdered(solution)) {
      return false;
    }
    Optional<HashX> function = HashX.of(challenge, room);
    if (function.isEmpty()) {
      return false;
    }
    long[] sums = new long[NUMBERS];
    function.get().hash(solution, sums);
    int bits = LEVEL_BITS;
    for (int count = NUMBERS / 2; count > 0; count /= 2) {
      for (int i = 0; i < count; i++) {
        sums[i] = sums[2 * i] + sums[2 * i + 1];
        if (sums[i] << (Long.SIZE - bits) != 0) {
          return false;
        }
      }
      bits *= 2;
    }
    return true;
  }

  /** Whether no half stands before one that is less: a solution can be written in one way only. */
  private static boolean isOrdered(char[] solution) {
    for (int half = 1; half < NUMBERS; half *= 2) {
      for (int at = 0; at < NUMBERS; at += 2 * half) {
        if (isGreater(solution, at, half)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Brings a solution into its order. */
  static void order(char[] solution) {
    for (int half = 1; half < NUMBERS; half *= 2) {
      for (int at = 0; at < NUMBERS; at += 2 * half) {
        if (isGreater(solution, at, half)) {
          for (int i = at; i < at + half; i++) {
            char first = solution[i];
            solution[i] = solution[i + half];
            solution[i + half] = first;
          }
        }
      }
    }
  }

  /** Compares two halves next to each other; their last number counts most. */
  private static boolean isGreater(char[] solution, int at, int half) {
    for (int i = at + half - 1; i >= at; i--) {
      if (solution[i] != solution[i + half]) {
        return solution[i] > solution[i + half];
      }
    }
    return false;
  }
}
