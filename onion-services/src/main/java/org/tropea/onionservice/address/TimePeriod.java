package org.tropea.onionservice.address;

import java.time.Duration;
import java.time.Instant;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.Lifetime;
import org.tropea.directory.network.NetworkParameter;
import org.tropea.directory.network.Parameters;

/**
 * For how long a service's blinded key is the same (rend-spec 2.2.1): a day, from noon to noon.
 *
 * @param number counted from 1970
 * @param minutes its length
 * @param offset minutes by which periods begin later than whole lengths from 1970
 */
public record TimePeriod(long number, int minutes, int offset) {
  private static final int ROUNDS_OF_A_PHASE = 12;

  /**
   * The period of this consensus.
   *
   * @param testing whether the network is one of TestingTorNetwork, where a period is as long as
   *     the authorities take for a random value
   */
  public static TimePeriod of(Consensus consensus, boolean testing) {
    Lifetime lifetime = consensus.lifetime();
    Duration interval = Duration.between(lifetime.validAfter(), lifetime.freshUntil());
    int length =
        testing
            ? (int) interval.multipliedBy(2 * ROUNDS_OF_A_PHASE).toMinutes()
            : new Parameters(consensus.parameters()).get(NetworkParameter.HSDIR_INTERVAL);
    return at(lifetime.validAfter(), Math.max(1, length), interval);
  }

  /** The period of {@code time}, where authorities vote once in each {@code interval}. */
  public static TimePeriod at(Instant time, int minutes, Duration interval) {
    int offset = (int) interval.multipliedBy(ROUNDS_OF_A_PHASE).toMinutes();
    long elapsed = Math.floorDiv(time.getEpochSecond(), 60L) - offset;
    return new TimePeriod(Math.floorDiv(elapsed, (long) minutes), minutes, offset);
  }

  /** When it begins. */
  public Instant start() {
    return Instant.ofEpochSecond((number * minutes + offset) * 60);
  }

  /** When the next one begins. */
  public Instant end() {
    return next().start();
  }

  /** The one before. */
  public TimePeriod previous() {
    return new TimePeriod(number - 1, minutes, offset);
  }

  /** The one that follows. */
  public TimePeriod next() {
    return new TimePeriod(number + 1, minutes, offset);
  }
}
