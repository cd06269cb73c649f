package org.tropea.protocol.flow;

import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.message.Data;
import org.tropea.protocol.message.RelayMessage;
import org.tropea.protocol.message.Sendme;
import org.tropea.protocol.message.Xoff;
import org.tropea.protocol.message.Xon;

/** A window of 500 cells each way, and a SENDME for each 50 cells that were read. */
final class FixedStreamWindows implements StreamFlow {
  private final SendWindow sendWindow = SendWindow.ofStream();
  private final ReceiveWindow receiveWindow = ReceiveWindow.ofStream();

  @Override
  public boolean canSendData() {
    return sendWindow.isOpen();
  }

  @Override
  public long waitNanos() {
    return 0;
  }

  @Override
  public void sentData(int length) {
    sendWindow.sent();
  }

  @Override
  public void acknowledged(Sendme sendme) throws DecodeException {
    if (!sendWindow.acknowledged()) {
      throw new DecodeException("a stream SENDME for cells that were never sent");
    }
  }

  @Override
  public void stop(Xoff xoff) throws DecodeException {
    throw new DecodeException("XOFF on a circuit without congestion control");
  }

  @Override
  public void goOn(Xon xon) throws DecodeException {
    throw new DecodeException("XON on a circuit without congestion control");
  }

  @Override
  public @Nullable RelayMessage receivedData(int length) throws DecodeException {
    if (!receiveWindow.received()) {
      throw new DecodeException("more DATA than the stream's window allows");
    }
    return null;
  }

  @Override
  public @Nullable RelayMessage readData(int length) {
    return receiveWindow.consumed() ? Sendme.ofStream() : null;
  }

  @Override
  public @Nullable RelayMessage readComplete() {
    return null;
  }

  @Override
  public HalfClosed halfClosed() {
    return new Late(receiveWindow.room(), sendWindow.awaited());
  }

  /** What the windows had room for when the stream was ended. */
  static final class Late implements HalfClosed {
    private int data;
    private int sendmes;

    private Late(int data, int sendmes) {
      this.data = data;
      this.sendmes = sendmes;
    }

    @Override
    public boolean takes(RelayMessage message) {
      if (message instanceof Data) {
        return data-- > 0;
      }
      return message instanceof Sendme && sendmes-- > 0;
    }
  }
}
