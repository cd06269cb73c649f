package org.tropea.onionservice.effort;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Finds solutions of {@link EquiX} as Wagner's algorithm does: sorts hashes by their lowest bits,
 * adds those that come to zero there, and does the same with the sums. Takes 5 MB, whatever the
 * challenge, and some 20 ms for one. Confined to one thread.
 */
final class EquiXSolver {
  private static final int INPUTS = 1 << 16;
  private static final int BUCKETS = 1 << EquiX.LEVEL_BITS;
  private static final int LOW = BUCKETS - 1;

  /** Twice as many sums as are to be expected; those beyond are left out. */
  private static final int MOST = 2 * INPUTS;

  private static final int MOST_SOLUTIONS = 64;

  private final HashX.Room room;
  private final char[] inputs = new char[INPUTS];
  private final Level hashes = new Level();
  private final Level pairs = new Level();
  private final Level fours = new Level();
  private final int[] starts = new int[BUCKETS + 1];
  private final int[] sorted = new int[MOST];

  /** Sums of one level, without the bits that are zero; and which two of the level before. */
  private static final class Level {
    final long[] sums = new long[MOST];
    final int[] left = new int[MOST];
    final int[] right = new int[MOST];
    int count;
  }

  EquiXSolver(HashX.Room room) {
    this.room = room;
    for (int i = 0; i < INPUTS; i++) {
      inputs[i] = (char) i;
    }
  }

  /** Solutions of this challenge, two on average. */
  List<char[]> solve(byte[] challenge) {
    Optional<HashX> function = HashX.of(challenge, room);
    if (function.isEmpty()) {
      return List.of();
    }
    function.get().hash(inputs, hashes.sums);
    hashes.count = INPUTS;
    add(hashes, pairs);
    add(pairs, fours);
    return solutions();
  }

  /** Sorts by the lowest bits: those of bucket b stand from {@code starts[b]} on. */
  private void sort(Level level) {
    Arrays.fill(starts, 0);
    long[] sums = level.sums;
    for (int i = 0; i < level.count; i++) {
      starts[(int) sums[i] & LOW]++;
    }
    int total = 0;
    for (int bucket = 0; bucket <= BUCKETS; bucket++) {
      total += starts[bucket];
      starts[bucket] = total;
    }
    for (int i = level.count - 1; i >= 0; i--) {
      sorted[--starts[(int) sums[i] & LOW]] = i;
    }
  }

  private void add(Level from, Level to) {
    sort(from);
    to.count = 0;
    for (int bucket = 0; bucket <= BUCKETS / 2; bucket++) {
      int other = -bucket & LOW;
      for (int i = starts[bucket]; i < starts[bucket + 1]; i++) {
        int first = other == bucket ? i + 1 : starts[other];
        int end = Math.min(starts[other + 1], first + MOST - to.count);
        int left = sorted[i];
        long sum = from.sums[left];
        int at = to.count;
        for (int j = first; j < end; j++) {
          int right = sorted[j];
          to.sums[at] = (sum + from.sums[right]) >>> EquiX.LEVEL_BITS;
          to.left[at] = left;
          to.right[at++] = right;
        }
        to.count = Math.max(at, to.count);
      }
    }
  }

  private List<char[]> solutions() {
    sort(fours);
    List<char[]> found = new ArrayList<>();
    for (int bucket = 0; bucket <= BUCKETS / 2; bucket++) {
      int other = -bucket & LOW;
      for (int i = starts[bucket]; i < starts[bucket + 1]; i++) {
        for (int j = other == bucket ? i + 1 : starts[other]; j < starts[other + 1]; j++) {
          long sum = fours.sums[sorted[i]] + fours.sums[sorted[j]];
          if (sum << (Long.SIZE - 2 * EquiX.LEVEL_BITS) == 0 && found.size() < MOST_SOLUTIONS) {
            found.add(solution(sorted[i], sorted[j]));
          }
        }
      }
    }
    return found;
  }

  private char[] solution(int one, int other) {
    char[] numbers = new char[EquiX.NUMBERS];
    int at = 0;
    for (int four : new int[] {one, other}) {
      for (int pair : new int[] {fours.left[four], fours.right[four]}) {
        numbers[at++] = (char) pairs.left[pair];
        numbers[at++] = (char) pairs.right[pair];
      }
    }
    EquiX.order(numbers);
    return numbers;
  }
}
