package org.tropea.relay.circuit;

import org.tropea.protocol.cell.DestroyReason;

/**
 * Who is told of the circuits that pass through a relay, or end there; docs/decisions/observers.md
 * says what all observers have in common. Called on the loop of the circuit, and must not block.
 */
public interface RelayCircuitObserver {
  /** Told nothing. */
  RelayCircuitObserver NONE = new RelayCircuitObserver() {};

  /** A handshake was answered: there is one more circuit. */
  default void opened(RelayCircuitFacts circuit) {}

  /** A handshake was not answered, but refused for this reason. */
  default void refused(DestroyReason why) {}

  /** The relay behind this one has answered: the circuit leads on. */
  default void extended(RelayCircuitFacts circuit) {}

  /**
   * A circuit is gone.
   *
   * @param why what its neighbours are told; DESTROYED where one of them ended it
   * @param carried all that crossed it
   */
  default void closed(RelayCircuitFacts circuit, DestroyReason why, RelayCircuitTraffic carried) {}
}
