package org.tropea.protocol.message;

import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.protocol.cell.CircuitException;

/**
 * A message of a command we do not speak, EXTEND and EXTENDED (both TAP) among them. Its contents
 * are dropped, and it writes none.
 */
public record UnknownMessage(int command) implements RelayMessage {
  @Override
  public void tell(int streamId, MessageReceiver receiver) throws CircuitException {
    receiver.onUnknown(streamId, this);
  }

  @Override
  public void write(ByteWriter writer) {
    // What it held was not kept.
  }
}
