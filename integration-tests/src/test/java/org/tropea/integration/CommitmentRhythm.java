package org.tropea.integration;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.tropea.authority.randomness.RandomnessSchedule;

/**
 * How often a network is to vote so that its authorities soon know each other's commitments.
 *
 * <p>Authorities commit in the first half of 24 rounds, which are counted since 1970. A network
 * that starts in the second half waits for the next run, which are minutes; but it is another round
 * by each interval, and so one of them comes soon.
 */
final class CommitmentRhythm {
  /** They divide half an hour, as C tor demands; on a busy machine, shorter rounds get lost. */
  private static final int[] INTERVALS = {20, 24, 25, 30};

  /** From the start of its processes to the first vote. */
  private static final Duration START = Duration.ofSeconds(20);

  /** One to commit, one to know what others committed, and one to spare. */
  private static final int LAST_TO_BEGIN = 12 - 3;

  /** Of a whole test, its network's start among them. */
  private static final int ROUNDS_NEEDED = 10;

  private CommitmentRhythm() {}

  /** The interval by which a network that starts now is done soonest. */
  static Duration soonest(Instant now) {
    return IntStream.of(INTERVALS)
        .mapToObj(Duration::ofSeconds)
        .min(Comparator.comparing(interval -> until(now.plus(START), interval)))
        .orElseThrow();
  }

  private static Duration until(Instant first, Duration interval) {
    int round = new RandomnessSchedule(interval).round(first);
    int waiting = round <= LAST_TO_BEGIN ? 0 : RandomnessSchedule.ROUNDS - round;
    return interval.multipliedBy((long) waiting + ROUNDS_NEEDED);
  }
}
