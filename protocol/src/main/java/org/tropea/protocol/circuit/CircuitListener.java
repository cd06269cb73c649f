package org.tropea.protocol.circuit;

import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.message.RelayMessage;

/**
 * Hears what a circuit's relays say that is of no stream, and that growing and flow control have no
 * use for. On the circuit's loop.
 */
public interface CircuitListener {
  /** A listener for whom nothing may come. */
  CircuitListener NONE = (hop, message) -> false;

  /**
   * A message of the circuit itself.
   *
   * @param hop who sent it, 0 for the first
   * @return false when it may not come: the circuit dies of it
   */
  boolean onMessage(int hop, RelayMessage message) throws CircuitException;
}
