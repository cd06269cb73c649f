package org.tropea.authority.consensus;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How one opinion is made of many; every tie has its rule, so all authorities get the same. */
final class Opinions {
  private Opinions() {}

  /** The middle one; of two in the middle, the lower. There must be one. */
  static <T extends Comparable<? super T>> T lowMedian(List<T> values) {
    List<T> sorted = new ArrayList<>(values);
    sorted.sort(null);
    return sorted.get((sorted.size() - 1) / 2);
  }

  /**
   * The one that occurs most, of several such the one that {@code order} puts last; null where
   * there is none. What is equal must be side by side in that order.
   */
  static <T> @Nullable T mostFrequent(List<T> values, Comparator<? super T> order) {
    List<T> sorted = new ArrayList<>(values);
    sorted.sort(order);
    T best = null;
    int bestCount = 0;
    for (int i = 0; i < sorted.size(); ) {
      int end = i;
      while (end < sorted.size() && sorted.get(end).equals(sorted.get(i))) {
        end++;
      }
      if (end - i >= bestCount) {
        best = sorted.get(i);
        bestCount = end - i;
      }
      i = end;
    }
    return best;
  }

  /** How often each occurs, in the order of the list. */
  static <T> Map<T, Integer> counts(List<T> values) {
    Map<T, Integer> counts = new LinkedHashMap<>();
    values.forEach(value -> counts.merge(value, 1, Integer::sum));
    return counts;
  }
}
