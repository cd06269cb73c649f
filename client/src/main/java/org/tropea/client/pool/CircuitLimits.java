package org.tropea.client.pool;

import java.time.Duration;

/**
 * What a pool of circuits is to do. Immutable.
 *
 * @param maxDirtiness for how long after its first use a circuit takes new streams
 * @param newCircuitPeriod how often it looks for circuits that are too old
 * @param patience how long a stream waits for a circuit
 * @param conflux whether circuits are linked
 */
public record CircuitLimits(
    Duration maxDirtiness, Duration newCircuitPeriod, Duration patience, ConfluxSettings conflux) {
  private static final Duration DIRTINESS = Duration.ofMinutes(10);
  private static final Duration PERIOD = Duration.ofSeconds(30);

  /** Those of C tor's clients, with this patience. */
  public static CircuitLimits usual(Duration patience, ConfluxSettings conflux) {
    return new CircuitLimits(DIRTINESS, PERIOD, patience, conflux);
  }
}
