package org.tropea.protocol.message;

import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.protocol.cell.CircuitException;

/** BEGIN_DIR (tor-spec 6.2.1): opens a stream to the relay's own directory server; empty. */
public record BeginDir() implements RelayMessage {
  @Override
  public int command() {
    return RelayCommand.BEGIN_DIR;
  }

  @Override
  public void tell(int streamId, MessageReceiver receiver) throws CircuitException {
    receiver.onBeginDir(streamId, this);
  }

  @Override
  public void write(ByteWriter writer) {
    // Nothing to say.
  }
}
