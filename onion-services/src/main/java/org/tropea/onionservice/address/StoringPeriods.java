package org.tropea.onionservice.address;

import java.time.Instant;
import org.tropea.directory.document.Consensus;

/**
 * The two periods that a service publishes descriptors for at a time, so that all clients find one,
 * however old their consensus is (rend-spec 2.2.1).
 *
 * @param first whose directories are found by the random value before the last
 * @param second whose are found by the last
 * @param firstRandom when the value of the first began to be made
 * @param secondRandom when the value of the second began to be made
 */
public record StoringPeriods(
    TimePeriod first, TimePeriod second, Instant firstRandom, Instant secondRandom) {
  /** Those of this consensus; {@code testing} as in {@link TimePeriod#of}. */
  public static StoringPeriods of(Consensus consensus, boolean testing) {
    TimePeriod now = TimePeriod.of(consensus, testing);
    TimePeriod first = HsDirRing.isBeforeNextRandom(consensus, now) ? now.previous() : now;
    Instant run = HsDirRing.runStart(consensus.lifetime());
    return new StoringPeriods(
        first, first.next(), run.minus(HsDirRing.run(consensus.lifetime())), run);
  }
}
