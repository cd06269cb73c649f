package org.tropea.protocol.flow;

import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.message.RelayMessage;
import org.tropea.protocol.message.Sendme;
import org.tropea.protocol.message.Xoff;
import org.tropea.protocol.message.Xon;

/**
 * How much one end of a stream may send to the other, and what it has to say of what arrived
 * (tor-spec 7.4); the circuit's own flow comes on top. Confined to the loop of its circuit.
 */
public sealed interface StreamFlow permits FixedStreamWindows, RatedStream {
  /** Whether another DATA message may be sent. */
  boolean canSendData();

  /**
   * After how long another DATA message may be sent that may not be sent now, in nanoseconds; 0
   * where that is for the other end to say.
   */
  long waitNanos();

  /** Counts a DATA message sent, of so many bytes. */
  void sentData(int length);

  /**
   * Takes a SENDME of the stream.
   *
   * @throws DecodeException when there is nothing that it could answer
   */
  void acknowledged(Sendme sendme) throws DecodeException;

  /**
   * Takes an XOFF: nothing more may be sent.
   *
   * @throws DecodeException when the other end had no right to send it
   */
  void stop(Xoff xoff) throws DecodeException;

  /**
   * Takes an XON: more may be sent, at the rate that it names.
   *
   * @throws DecodeException when the other end had no right to send it
   */
  void goOn(Xon xon) throws DecodeException;

  /**
   * Counts a DATA message of so many bytes that arrived; what is to be sent, if anything is.
   *
   * @throws DecodeException when the other end had no right to send it
   */
  @Nullable RelayMessage receivedData(int length) throws DecodeException;

  /** Counts a DATA message of so many bytes that was read; what is to be sent, if anything is. */
  @Nullable RelayMessage readData(int length);

  /** All was read that the reader takes now; what is to be sent, if anything is. */
  @Nullable RelayMessage readComplete();

  /** What may still arrive once this end has ended the stream. */
  HalfClosed halfClosed();

  /** A stream that this end has ended, while the other may not know yet (row F17). */
  sealed interface HalfClosed permits FixedStreamWindows.Late, RatedStream.Late {
    /** Counts a DATA, SENDME, XOFF or XON; false when it could not have been on its way. */
    boolean takes(RelayMessage message);
  }
}
