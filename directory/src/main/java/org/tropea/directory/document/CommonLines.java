package org.tropea.directory.document;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * Which lines two documents have in common, in the same order: as many as can be. By Hirschberg's
 * division (1975), so that memory is linear in the lines compared; time is quadratic in them.
 *
 * <p>Of several answers it finds the one that C tor finds: the first document is halved, the second
 * divided at the first place that loses nothing.
 */
final class CommonLines {
  private final int[] first;
  private final int[] second;
  private final BitSet inFirst = new BitSet();
  private final BitSet inSecond = new BitSet();

  /** Nothing was compared yet. Lines are the same if all of their bytes are. */
  CommonLines(TextLines first, TextLines second) {
    Map<ByteBuffer, Integer> numbers = new HashMap<>();
    this.first = numbered(first, numbers);
    this.second = numbered(second, numbers);
  }

  private static int[] numbered(TextLines lines, Map<ByteBuffer, Integer> numbers) {
    int[] all = new int[lines.count()];
    for (int i = 0; i < all.length; i++) {
      int length = lines.start(i + 1) - lines.start(i);
      ByteBuffer line = ByteBuffer.wrap(lines.text(), lines.start(i), length);
      all[i] = numbers.computeIfAbsent(line, each -> numbers.size());
    }
    return all;
  }

  /** The lines of the first document that are in both, as far as they were compared. */
  BitSet inFirst() {
    return inFirst;
  }

  /** Those of the second: as many, in the same order. */
  BitSet inSecond() {
    return inSecond;
  }

  /** Compares the lines from {@code from} to before {@code to} of either. */
  void compare(int firstFrom, int firstTo, int secondFrom, int secondTo) {
    int from = firstFrom;
    int to = firstTo;
    int otherFrom = secondFrom;
    int otherTo = secondTo;
    while (from < to && otherFrom < otherTo && first[from] == second[otherFrom]) {
      match(from++, otherFrom++);
    }
    while (from < to && otherFrom < otherTo && first[to - 1] == second[otherTo - 1]) {
      match(--to, --otherTo);
    }
    if (to - from == 0 || otherTo - otherFrom == 0) {
      return;
    }
    if (to - from == 1) {
      int found = find(first[from], second, otherFrom, otherTo);
      if (found >= 0) {
        match(from, found);
      }
    } else if (otherTo - otherFrom == 1) {
      int found = find(second[otherFrom], first, from, to);
      if (found >= 0) {
        match(found, otherFrom);
      }
    } else {
      int middle = from + (to - from) / 2;
      int division = divide(from, middle, to, otherFrom, otherTo);
      compare(from, middle, otherFrom, division);
      compare(middle, to, division, otherTo);
    }
  }

  private void match(int line, int other) {
    inFirst.set(line);
    inSecond.set(other);
  }

  private static int find(int line, int[] lines, int from, int to) {
    for (int i = from; i < to; i++) {
      if (lines[i] == line) {
        return i;
      }
    }
    return -1;
  }

  /** The first place in the second such that nothing is lost by comparing the halves alone. */
  private int divide(int from, int middle, int to, int otherFrom, int otherTo) {
    int width = otherTo - otherFrom;
    int[] before = new int[width + 1];
    for (int i = from; i < middle; i++) {
      int diagonal = 0;
      for (int j = 0; j < width; j++) {
        int above = before[j + 1];
        before[j + 1] =
            first[i] == second[otherFrom + j] ? diagonal + 1 : Math.max(before[j], above);
        diagonal = above;
      }
    }
    int[] behind = new int[width + 1];
    for (int i = to - 1; i >= middle; i--) {
      int diagonal = 0;
      for (int j = 0; j < width; j++) {
        int above = behind[j + 1];
        behind[j + 1] =
            first[i] == second[otherTo - 1 - j] ? diagonal + 1 : Math.max(behind[j], above);
        diagonal = above;
      }
    }
    int best = 0;
    for (int j = 1; j <= width; j++) {
      if (before[j] + behind[width - j] > before[best] + behind[width - best]) {
        best = j;
      }
    }
    return otherFrom + best;
  }
}
