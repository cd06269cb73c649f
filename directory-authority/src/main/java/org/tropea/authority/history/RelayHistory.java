package org.tropea.authority.history;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.tropea.authority.vote.Stability;

/**
 * When one relay ran, and when it did not; the older, the less it counts. Whole seconds. Confined
 * as its owner.
 */
final class RelayHistory {
  private static final double EPSILON = 0.0001;

  @Nullable Instant runningSince;
  @Nullable Instant downSince;

  /** The sum of all runs that ended, and of their weights. */
  long runLength;

  double runWeights;

  /** Of the time that we know it, how much it was up; without the run or break that is on. */
  long uptime;

  long timeKnown;
  private @Nullable InetSocketAddress lastReached;

  /**
   * It was reached.
   *
   * @param penalty for how long it counts as down where it was at another address before
   */
  void reached(InetSocketAddress address, Instant when, Duration penalty) {
    InetSocketAddress before = lastReached;
    lastReached = address;
    boolean moved = downSince == null && before != null && !before.equals(address);
    if (moved && runningSince != null) {
      lost(when.minus(penalty));
    }
    runs(when);
  }

  private void runs(Instant when) {
    if (runningSince == null) {
      runningSince = when;
    }
    if (downSince != null) {
      timeKnown += seconds(downSince, when);
      downSince = null;
    }
  }

  /** It could not be reached since then. */
  void lost(Instant when) {
    if (runningSince != null) {
      long length = seconds(runningSince, when);
      runWeights += 1;
      runningSince = null;
      if (length < 0) {
        runLength = Math.max(0, runLength + length);
        uptime = Math.max(0, uptime + length);
      } else {
        runLength += length;
        uptime += length;
        timeKnown += length;
      }
    }
    if (downSince == null) {
      downSince = when;
    }
  }

  /** What is old counts less. */
  void discount(double factor) {
    runLength = (long) (runLength * factor);
    runWeights *= factor;
    uptime = (long) (uptime * factor);
    timeKnown = (long) (timeKnown * factor);
  }

  /** Whether nothing that counts is known. */
  boolean isForgotten() {
    return runWeights < EPSILON && runningSince == null;
  }

  /** What it comes to at this time. */
  Stability at(Instant now) {
    long run = runningSince == null ? 0 : seconds(runningSince, now);
    long pause = runningSince != null || downSince == null ? 0 : seconds(downSince, now);
    double weights = runWeights + (runningSince == null ? 0 : 1);
    long known = timeKnown + run + pause;
    return new Stability(
        known == 0 ? 0 : (double) (uptime + run) / known,
        known,
        weights < EPSILON ? 0 : (runLength + run) / weights,
        Math.max(0, run));
  }

  private static long seconds(Instant from, Instant to) {
    return to.getEpochSecond() - from.getEpochSecond();
  }
}
