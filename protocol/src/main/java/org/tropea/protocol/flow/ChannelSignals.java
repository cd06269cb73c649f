package org.tropea.protocol.flow;

/**
 * What flow control can ask of the channel that a circuit sends on, at the moment of its question.
 * On the circuit's loop.
 */
public interface ChannelSignals {
  /** Time that only ever goes on, in nanoseconds since a point of no meaning. */
  long nanoTime();

  /** Cells of the circuit that wait for the channel. */
  int queued();

  /** Whether so many wait that nothing more is taken from the circuit's streams. */
  boolean isBlocked();
}
