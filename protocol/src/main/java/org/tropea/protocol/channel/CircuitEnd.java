package org.tropea.protocol.channel;

import org.tropea.protocol.cell.Cell;
import org.tropea.protocol.memory.Victims;

/**
 * One end of a circuit on a channel: who gets the cells of one circuit id. On the channel's loop.
 */
public interface CircuitEnd {
  /** A cell of this circuit has arrived. */
  void onCell(Cell cell);

  /** All cells of one read have been handed out: the time to send what they caused. */
  void onReadComplete();

  /** It is not blocked any more, as {@link ChannelCircuit#awaitRoom} asked. */
  void onWritable();

  /** More cells wait for the channel than a circuit may have waiting: the circuit must die. */
  void onQueueFull();

  /** The channel is gone, and the circuit with it. */
  void onChannelClosed();

  /** The circuit that it is an end of: the same object for both ends. */
  default Object circuit() {
    return this;
  }

  /** Tells what its streams hold that nobody has taken yet. */
  default void offer(Victims victims) {}

  /** The node has no room left, and nobody's data is older than this circuit's: it must die. */
  default void onReclaimed() {
    onQueueFull();
  }

  /** Nothing was sent on the channel for a long time; and again, while that goes on. */
  default void onQuiet() {}
}
