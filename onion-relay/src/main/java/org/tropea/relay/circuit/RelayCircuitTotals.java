package org.tropea.relay.circuit;

/**
 * What the circuits of a relay did since it started. Immutable.
 *
 * @param opened handshakes that were answered
 * @param refused handshakes that were not
 * @param extended those that led on, each counted as often as it did
 * @param closed those that are gone
 * @param drops DROP messages that came to this relay; nothing here asks for padding
 */
public record RelayCircuitTotals(
    long opened,
    long refused,
    long extended,
    long closed,
    long drops,
    RelayCircuitTraffic traffic) {
  /** How many there are. */
  public long open() {
    return opened - closed;
  }
}
