package org.tropea.protocol.channel;

import org.tropea.protocol.cell.Cell;
import org.tropea.protocol.cell.DestroyReason;

/** Who answers the peer's CREATE cells. On the channel's loop. */
public interface CircuitAcceptor {
  /** Refuses every circuit, as a client does. */
  CircuitAcceptor NONE =
      (channel, create) -> channel.refuse(create.circuitId(), DestroyReason.PROTOCOL);

  /** The peer wants a new circuit: {@code create} is a CREATE2 or CREATE_FAST cell. */
  void onCreate(TorChannel channel, Cell create);
}
