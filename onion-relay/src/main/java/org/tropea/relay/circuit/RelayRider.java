package org.tropea.relay.circuit;

import org.tropea.crypto.bytes.ByteReader;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.memory.Victims;
import org.tropea.protocol.message.AllowedMessages.Addressee;
import org.tropea.protocol.message.Begin;
import org.tropea.protocol.message.RelayMessage;
import org.tropea.protocol.message.Resolve;

/**
 * What rides on a circuit of this relay: the streams that end here, however many circuits they come
 * by. On the circuit's loop.
 */
interface RelayRider {
  /**
   * Takes a message whose turn may not have come yet.
   *
   * @return false where each comes in its turn, or this one has none
   */
  default boolean takesInTurn(int streamId, RelayMessage message) {
    return false;
  }

  /** What a stream number, not 0, stands for. */
  Addressee addressee(int streamId);

  /**
   * The origin begins a stream to a host; no stream has this number.
   *
   * @throws CircuitException when there are too many: the circuit dies of it
   */
  void onBegin(int streamId, Begin begin) throws CircuitException;

  /**
   * The origin begins a stream to the directory server; no stream has this number.
   *
   * @throws CircuitException when there are too many: the circuit dies of it
   */
  void onBeginDir(int streamId) throws CircuitException;

  /**
   * The origin wants a name resolved; no stream has this number.
   *
   * @throws CircuitException when there are too many: the circuit dies of it
   */
  void onResolve(int streamId, Resolve resolve) throws CircuitException;

  /**
   * The origin has sent a message on a stream that is open.
   *
   * @throws CircuitException when it is impossible in its stream's state: the circuit dies of it
   */
  void onMessage(int streamId, RelayMessage message) throws CircuitException;

  /**
   * The origin has sent a message that may come to its addressee, but cannot be read.
   *
   * @return false where the circuit has to die of it
   */
  boolean onUnreadable(int streamId, int command, ByteReader contents);

  /** Tells what its streams hold, as those of {@code circuit}; nothing where they are a set's. */
  default void offer(Object circuit, Victims victims) {}

  /** Whether there is no stream now. */
  boolean isIdle();

  /** All cells of one read have been handed out. */
  void onReadComplete();

  /** The circuit may be able to send data again. */
  void onRoom();

  /** The circuit is gone. */
  void onClosed();
}
