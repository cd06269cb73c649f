package org.tropea.relay.circuit;

import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.message.RelayMessage;

/**
 * Hears what the origin of a circuit says to this relay that is of no stream, and that growing and
 * flow control have no use for. On the circuit's loop.
 */
interface RelayCircuitListener {
  /** A listener to whom it means nothing. */
  RelayCircuitListener NONE = message -> {};

  /**
   * A message of the circuit itself.
   *
   * @throws CircuitException when the circuit must die of it
   */
  void onMessage(RelayMessage message) throws CircuitException;
}
