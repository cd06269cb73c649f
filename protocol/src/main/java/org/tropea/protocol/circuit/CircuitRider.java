package org.tropea.protocol.circuit;

import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.message.AllowedMessages.Addressee;
import org.tropea.protocol.message.RelayMessage;

/**
 * What rides on a circuit: the streams that lie behind one of its hops, mostly the last, however
 * they are spread. On the circuit's loop.
 */
public interface CircuitRider {
  /**
   * Takes a message of that hop whose turn may not have come yet.
   *
   * @return false where each comes in its turn, or this one has none
   */
  default boolean takesInTurn(int streamId, RelayMessage message) {
    return false;
  }

  /**
   * Whether that hop is a client who begins streams here, which are served as a relay serves them.
   */
  default boolean isServing() {
    return false;
  }

  /**
   * That hop, where it is served, has sent a message that cannot be read.
   *
   * @return false where the circuit must die of it
   */
  default boolean onUnreadable(int streamId, int command, ByteReader contents) {
    return false;
  }

  /** What a stream number, not 0, stands for. */
  Addressee addressee(int streamId);

  /**
   * That hop has sent a message that may come to its addressee.
   *
   * @throws CircuitException when the circuit must die of it
   * @throws DecodeException when it is impossible in its stream's state: the circuit dies of it
   */
  void onMessage(int streamId, RelayMessage message) throws CircuitException, DecodeException;

  /**
   * That hop has sent a CONNECTED that cannot be read.
   *
   * @throws CircuitException when none may come there: the circuit dies of it
   */
  void onUnreadableConnected(int streamId) throws CircuitException;

  /** All cells of one read have been handed out. */
  void onReadComplete();

  /** The circuit may be able to send data again. */
  void onRoom();

  /** The circuit is gone. */
  void onClosed();
}
