package org.tropea.protocol.flow;

import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.message.RelayMessage;
import org.tropea.protocol.message.Sendme;

/**
 * How much one end of a stream may send to the other, and what it has to say of what arrived
 * (tor-spec 7.4); the circuit's own flow comes on top. Confined to the loop of its circuit.
 */
public sealed interface StreamFlow permits FixedStreamWindows {
  /** Whether another DATA message may be sent. */
  boolean canSendData();

  /** Counts a DATA message sent. */
  void sentData();

  /**
   * Takes a SENDME of the stream.
   *
   * @throws DecodeException when there is nothing that it could answer
   */
  void acknowledged(Sendme sendme) throws DecodeException;

  /**
   * Counts a DATA message of so many bytes that arrived.
   *
   * @throws DecodeException when the other end had no right to send it
   */
  void receivedData(int length) throws DecodeException;

  /** Counts a DATA message of so many bytes that was read; what is to be sent, if anything is. */
  @Nullable RelayMessage readData(int length);

  /** What may still arrive once this end has ended the stream. */
  HalfClosed halfClosed();

  /** A stream that this end has ended, while the other may not know yet (row F17). */
  sealed interface HalfClosed permits FixedStreamWindows.Late {
    /** Counts a DATA message of so many bytes; false when it could not have been on its way. */
    boolean takesData(int length);

    /** Counts a SENDME; false when it could not have been on its way. */
    boolean takesSendme();
  }
}
