package org.tropea.authority.vote;

import java.util.Locale;

/**
 * How steadily a relay was seen to run.
 *
 * @param fractionalUptime the weighted part of the time that it was up, from 0 to 1
 * @param timeKnown weighted seconds since we know it
 * @param meanTimeBetweenFailures weighted, in seconds
 * @param upFor seconds since it was last seen to start
 */
public record Stability(
    double fractionalUptime, long timeKnown, double meanTimeBetweenFailures, long upFor) {
  /** Of a relay that runs without a break since it became known. */
  public static Stability unbroken(long seconds) {
    return new Stability(1, seconds, seconds, seconds);
  }

  /** The {@code stats} line of a vote. */
  String line() {
    return String.format(
        Locale.ROOT,
        "wfu=%.6f tk=%d mtbf=%.0f",
        fractionalUptime,
        timeKnown,
        meanTimeBetweenFailures);
  }
}
