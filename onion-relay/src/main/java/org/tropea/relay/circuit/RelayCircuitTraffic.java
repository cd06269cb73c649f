package org.tropea.relay.circuit;

/**
 * Relay cells that crossed a circuit, or all of them. Immutable.
 *
 * @param fromOrigin those that came from the previous hop, for this relay or to be passed on
 * @param toOrigin those that were sent to it
 */
public record RelayCircuitTraffic(long fromOrigin, long toOrigin) {
  /** What came since {@code before}. */
  public RelayCircuitTraffic since(RelayCircuitTraffic before) {
    return new RelayCircuitTraffic(fromOrigin - before.fromOrigin, toOrigin - before.toOrigin);
  }
}
