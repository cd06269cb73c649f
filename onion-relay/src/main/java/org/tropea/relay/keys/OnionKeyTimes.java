package org.tropea.relay.keys;

import java.time.Duration;

/**
 * When onion keys are made anew (row C15).
 *
 * @param lifetime how long a key is the current one
 * @param grace how long the one before is still good; at most {@code lifetime}
 */
public record OnionKeyTimes(Duration lifetime, Duration grace) {
  /** Those of a network that does not say. */
  public static final OnionKeyTimes DEFAULT =
      new OnionKeyTimes(Duration.ofDays(28), Duration.ofDays(7));
}
