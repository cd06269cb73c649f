package org.tropea.network;

import java.time.Duration;
import java.time.Instant;
import org.tropea.authority.VotingTiming;

/**
 * When the authorities of a local network vote: as often as C tor's testing networks may, and for
 * the first time just when the nodes are up, where others would wait for the next full interval.
 */
final class VotingStart {
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final Duration DELAY = Duration.ofSeconds(2);
  private static final int INTERVALS_VALID = 3;

  /** They first ask each other for a consensus. */
  private static final Duration TELLING = Duration.ofMillis(500);

  private VotingStart() {}

  /** A timing by which authorities that are told of it now vote at the next full second. */
  static VotingTiming from(Instant now) {
    Instant first = now.plus(TELLING).plus(DELAY).plus(DELAY);
    long second = first.getEpochSecond() + (first.getNano() > 0 ? 1 : 0);
    // Days are whole intervals, so that counting from midnight comes to the same.
    long offset = second % INTERVAL.toSeconds();
    return new VotingTiming(
        INTERVAL,
        DELAY,
        DELAY,
        INTERVALS_VALID,
        new VotingTiming.Rhythm(INTERVAL, DELAY, DELAY),
        Duration.ofSeconds(offset));
  }
}
