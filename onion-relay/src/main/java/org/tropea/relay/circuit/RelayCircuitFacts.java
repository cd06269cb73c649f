package org.tropea.relay.circuit;

/**
 * What does not change about a circuit that passes through a relay, or ends there. Immutable.
 *
 * @param number from 1, each given once by a relay
 * @param link the number of the link that it came by
 * @param fromClient whether that link's other side did not say who it is, as clients do
 */
public record RelayCircuitFacts(long number, long link, boolean fromClient) {
  /** May be logged: names nobody. */
  @Override
  public String toString() {
    return "circuit %d of a %s, by link %d"
        .formatted(number, fromClient ? "client" : "relay", link);
  }
}
