package org.tropea.protocol.channel;

import org.tropea.protocol.cell.Cell;

/**
 * One end of a circuit on a channel: who gets the cells of one circuit id. On the channel's loop.
 */
public interface CircuitEnd {
  /** A cell of this circuit has arrived. */
  void onCell(Cell cell);

  /** The channel has room for cells again, after {@link TorChannel#isWritable} was false. */
  void onWritable();

  /** The channel is gone, and the circuit with it. */
  void onChannelClosed();
}
