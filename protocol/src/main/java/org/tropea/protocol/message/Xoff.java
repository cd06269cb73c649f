package org.tropea.protocol.message;

import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.protocol.cell.CircuitException;

/**
 * XOFF (proposal 324, 4): too much of the stream waits to be read, and its receiver shall send no
 * more: version (1), which is 0. As with C tor nobody reads it.
 */
public record Xoff() implements RelayMessage {
  private static final int VERSION = 0;

  @Override
  public int command() {
    return RelayCommand.XOFF;
  }

  @Override
  public void tell(int streamId, MessageReceiver receiver) throws CircuitException {
    receiver.onXoff(streamId, this);
  }

  @Override
  public void write(ByteWriter writer) {
    writer.u8(VERSION);
  }
}
