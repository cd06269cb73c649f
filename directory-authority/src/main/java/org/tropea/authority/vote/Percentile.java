package org.tropea.authority.vote;

import java.util.Arrays;
import java.util.List;

/** Sorted figures of many relays. */
final class Percentile {
  private final double[] sorted;

  Percentile(List<? extends Number> figures) {
    sorted = figures.stream().mapToDouble(Number::doubleValue).sorted().toArray();
  }

  /** The figure below which this part of all figures lies; 0 where there are none. */
  double at(double fraction) {
    return sorted.length == 0 ? 0 : sorted[(int) (sorted.length * fraction)];
  }

  /** The middle one, of two the lower; 0 where there are none. */
  double lowMedian() {
    return sorted.length == 0 ? 0 : sorted[(sorted.length - 1) / 2];
  }

  @Override
  public String toString() {
    return Arrays.toString(sorted);
  }
}
