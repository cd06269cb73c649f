package org.tropea.authority.randomness;

import java.time.Duration;
import java.time.Instant;

/**
 * Which round of a protocol run is when: 12 to commit, then 12 to reveal, counted in voting
 * intervals since 1970 (srv-spec 2.1 and 3.1), so that in the public network a run is a day.
 *
 * @param interval how often is voted, whole seconds
 */
public record RandomnessSchedule(Duration interval) {
  private static final int ROUNDS_OF_A_PHASE = 12;

  /** The rounds of a run. */
  public static final int ROUNDS = 2 * ROUNDS_OF_A_PHASE;

  /** Refuses an interval of less than a second. */
  public RandomnessSchedule {
    if (interval.toSeconds() < 1) {
      throw new IllegalArgumentException("an interval has a second at least");
    }
  }

  /** The round at this time, from 0 to 23. */
  public int round(Instant time) {
    return (int) Math.floorMod(time.getEpochSecond() / interval.toSeconds(), (long) ROUNDS);
  }

  /** What is done in the round whose consensus is valid after this moment. */
  Phase phase(Instant validAfter) {
    return round(validAfter) < ROUNDS_OF_A_PHASE ? Phase.COMMIT : Phase.REVEAL;
  }

  /**
   * For how long what is known of a run is of use.
   *
   * @param time within the run
   * @param next when the next consensus is to be valid
   */
  Instant validUntil(Instant time, Instant next) {
    return next.minus(interval).plus(interval.multipliedBy((long) ROUNDS - round(time)));
  }
}
