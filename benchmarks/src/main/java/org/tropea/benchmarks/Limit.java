package org.tropea.benchmarks;

import java.util.Locale;

/**
 * A figure of ours beside the bar that it has to meet.
 *
 * @param least whether the bar is the least that will do, and not the most
 */
record Limit(String name, double figure, String unit, double bar, boolean least) {
  static Limit atMost(String name, double figure, String unit, double bar) {
    return new Limit(name, figure, unit, bar, false);
  }

  static Limit atLeast(String name, double figure, String unit, double bar) {
    return new Limit(name, figure, unit, bar, true);
  }

  boolean isMet() {
    return least ? figure >= bar : figure <= bar;
  }

  /** Its line of the Markdown table. */
  String markdown() {
    return String.format(
        Locale.ROOT,
        "| %s, %s | %s | %s %s | %s |",
        name,
        unit,
        number(figure),
        least ? "at least" : "at most",
        number(bar),
        isMet() ? "met" : "missed");
  }

  private static String number(double figure) {
    int digits = figure >= 100 || figure == Math.rint(figure) ? 0 : figure >= 10 ? 1 : 2;
    return String.format(Locale.ROOT, "%." + digits + "f", figure);
  }
}
