package org.tropea.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/**
 * A line of the table: pairs of one figure of ours and one of C tor's. Mutable, for one thread.
 *
 * <p>The ratio is the median of the pairs' ratios, in the direction in which more is better.
 */
final class Row {
  private final String name;
  private final String unit;
  private final boolean lessIsBetter;
  private final String target;
  private final List<Double> ours = new ArrayList<>();
  private final List<Double> theirs = new ArrayList<>();

  Row(String name, String unit, boolean lessIsBetter, String target) {
    this.name = name;
    this.unit = unit;
    this.lessIsBetter = lessIsBetter;
    this.target = target;
  }

  /** Of which more is better. */
  static Row more(String name, String unit, String target) {
    return new Row(name, unit, false, target);
  }

  /** Of which less is better. */
  static Row less(String name, String unit, String target) {
    return new Row(name, unit, true, target);
  }

  void ours(double figure) {
    ours.add(figure);
  }

  void theirs(double figure) {
    theirs.add(figure);
  }

  void pair(double our, double their) {
    ours.add(our);
    theirs.add(their);
  }

  /** Ours to C tor's: above 1 we are better, or, of what is less, below 1. */
  double ratio() {
    if (theirs.size() == 1) {
      return median(ours) / theirs.get(0);
    }
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
      ratios.add(ours.get(i) / theirs.get(i));
    }
    return median(ratios);
  }

  static double median(List<Double> figures) {
    if (figures.isEmpty()) {
      return Double.NaN;
    }
    List<Double> sorted = new ArrayList<>(figures);
    Collections.sort(sorted);
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** Its line of the Markdown table. */
  String markdown() {
    return "| "
        + String.join(
            " | ",
            name + ", " + unit + (lessIsBetter ? " (less is better)" : ""),
            figure(ours),
            figure(theirs),
            theirs.isEmpty() ? "-" : number(ratio()),
            target,
            spread())
        + " |";
  }

  /** Smallest and largest ratio of a pair, and how many pairs there were. */
  private String spread() {
    int pairs = Math.min(ours.size(), theirs.size());
    if (pairs < 2) {
      return "n=" + ours.size();
    }
    DoubleUnaryOperator at = i -> ours.get((int) i) / theirs.get((int) i);
    double least = Double.MAX_VALUE;
    double most = 0;
    for (int i = 0; i < pairs; i++) {
      least = Math.min(least, at.applyAsDouble(i));
      most = Math.max(most, at.applyAsDouble(i));
    }
    return number(least) + " to " + number(most) + ", n=" + pairs;
  }

  private static String figure(List<Double> figures) {
    return figures.isEmpty() ? "-" : number(median(figures));
  }

  private static String number(double figure) {
    int digits = figure >= 100 ? 0 : figure >= 10 ? 1 : 2;
    return String.format(Locale.ROOT, "%." + digits + "f", figure);
  }
}
