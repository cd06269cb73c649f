package org.tropea.authority;

import java.time.Duration;
import org.tropea.directory.document.VotingDelay;

/**
 * When an authority votes and for how long a consensus is to hold, by C tor's options. Whole
 * seconds; intervals divide a day.
 *
 * @param interval V3AuthVotingInterval
 * @param voteDelay V3AuthVoteDelay
 * @param distDelay V3AuthDistDelay
 * @param intervalsValid V3AuthNIntervalsValid
 * @param initial the same three while there is no consensus: TestingV3AuthInitial*
 * @param startOffset TestingV3AuthVotingStartOffset
 */
public record VotingTiming(
    Duration interval,
    Duration voteDelay,
    Duration distDelay,
    int intervalsValid,
    Rhythm initial,
    Duration startOffset) {
  private static final Duration MIN_INTERVAL = Duration.ofSeconds(10);
  private static final Duration MIN_DELAY = Duration.ofSeconds(2);

  /** The public network's: every hour, for three hours. */
  public static final VotingTiming DEFAULT =
      new VotingTiming(
          Duration.ofHours(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(5),
          3,
          new Rhythm(Duration.ofMinutes(30), Duration.ofMinutes(5), Duration.ofMinutes(5)),
          Duration.ZERO);

  /** How often authorities vote, and how long they collect votes, and signatures. */
  public record Rhythm(Duration interval, Duration voteDelay, Duration distDelay) {}

  /** Refuses what C tor refuses in a testing network: less than 10 s, or 2 s for a delay. */
  public VotingTiming {
    if (interval.compareTo(MIN_INTERVAL) < 0
        || voteDelay.compareTo(MIN_DELAY) < 0
        || distDelay.compareTo(MIN_DELAY) < 0
        || voteDelay.plus(distDelay).compareTo(interval.dividedBy(2)) >= 0
        || intervalsValid < 2) {
      throw new IllegalArgumentException("voting leaves no time to vote");
    }
  }

  /**
   * A network that votes this often from the start, with as much for each delay as C tor's tests.
   */
  public static VotingTiming every(Duration interval) {
    Duration delay = Duration.ofSeconds(Math.max(2, interval.toSeconds() / 5));
    return new VotingTiming(
        interval, delay, delay, 2, new Rhythm(interval, delay, delay), Duration.ZERO);
  }

  VotingDelay delay() {
    return new VotingDelay((int) voteDelay.toSeconds(), (int) distDelay.toSeconds());
  }
}
