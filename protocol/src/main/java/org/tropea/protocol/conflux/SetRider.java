package org.tropea.protocol.conflux;

import org.jspecify.annotations.Nullable;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.memory.Victims;
import org.tropea.protocol.message.ConfluxTerms;
import org.tropea.protocol.message.RelayMessage;

/** What rides on a set: its streams. On the set's loop. */
public interface SetRider {
  /**
   * What a leg is told that was linked.
   *
   * @param ours how far the set has come
   * @return null for nothing
   */
  default @Nullable RelayMessage answer(ConfluxTerms ours) {
    return null;
  }

  /**
   * The next message, in the order in which it was sent.
   *
   * @throws CircuitException when the set must die of it
   */
  void onMessage(int streamId, RelayMessage message) throws CircuitException;

  /** What came in one read has been handed out. */
  void onReadComplete();

  /** The set may be able to send data again. */
  void onRoom();

  /** Tells what the set's streams hold, as those of {@code circuit}. */
  default void offer(Object circuit, Victims victims) {}

  /** The set is gone. */
  void onClosed();
}
