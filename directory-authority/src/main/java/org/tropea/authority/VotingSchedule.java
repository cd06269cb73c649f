package org.tropea.authority;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.tropea.directory.document.Lifetime;
import org.tropea.directory.document.VotingDelay;

/**
 * When to do what for one consensus (dir-spec 3.2 and 3.3): all authorities find the same times
 * from the same last consensus. Immutable.
 *
 * @param votingStarts publish our vote
 * @param fetchMissingVotes ask for votes that did not come; a vote posted later does not count
 * @param votingEnds make the consensus, and publish our signature
 * @param fetchMissingSignatures ask for signatures that did not come
 * @param intervalStarts publish the consensus, which is valid after this moment
 */
public record VotingSchedule(
    Instant votingStarts,
    Instant fetchMissingVotes,
    Instant votingEnds,
    Instant fetchMissingSignatures,
    Instant intervalStarts) {
  private static final long DAY = Duration.ofDays(1).toSeconds();

  /** What a live consensus says of the next one. */
  public record Latest(Lifetime lifetime, VotingDelay delay) {}

  /**
   * The next round after {@code now}.
   *
   * @param latest null where there is no consensus, or none that is live
   */
  public static VotingSchedule after(Instant now, VotingTiming timing, @Nullable Latest latest) {
    long interval = timing.initial().interval().toSeconds();
    long voteDelay = timing.initial().voteDelay().toSeconds();
    long distDelay = timing.initial().distDelay().toSeconds();
    if (latest != null) {
      Lifetime lifetime = latest.lifetime();
      interval = Duration.between(lifetime.validAfter(), lifetime.freshUntil()).toSeconds();
      voteDelay = latest.delay().voteSeconds();
      distDelay = latest.delay().distSeconds();
    }
    if (voteDelay + distDelay > interval / 2) {
      voteDelay = interval / 4;
      distDelay = interval / 4;
    }
    Instant start = startOfInterval(now, interval, timing.startOffset().toSeconds());
    Instant end = start.minusSeconds(distDelay);
    return new VotingSchedule(
        end.minusSeconds(voteDelay),
        end.minusSeconds(voteDelay / 2),
        end,
        start.minusSeconds(distDelay / 2),
        start);
  }

  /**
   * The same for whoever begins now, within the round: what is past is done at once, and where the
   * votes must be asked for, there is a third of what is left for them, and one for signatures.
   */
  VotingSchedule catchingUp(Instant now) {
    if (now.isBefore(fetchMissingVotes) || !now.isBefore(intervalStarts)) {
      return this;
    }
    Duration third = Duration.between(now, intervalStarts).dividedBy(3);
    return new VotingSchedule(
        votingStarts,
        fetchMissingVotes,
        later(votingEnds, now.plus(third)),
        later(fetchMissingSignatures, now.plus(third).plus(third)),
        intervalStarts);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /** Intervals are counted from midnight, and none reaches over the next. */
  private static Instant startOfInterval(Instant now, long interval, long offset) {
    Instant midnight = now.truncatedTo(ChronoUnit.DAYS);
    long second = Duration.between(midnight, now).toSeconds();
    long next = Math.min((second / interval + 1) * interval, DAY);
    if (next + interval / 2 > DAY) {
      next = DAY;
    }
    next += offset;
    return midnight.plusSeconds(next - interval > second ? next - interval : next);
  }
}
