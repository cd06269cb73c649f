package org.tropea.protocol.message;

import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.protocol.cell.CircuitException;

/** DROP (tor-spec 6.2): padding from one end of the circuit to another; its body is ignored. */
public record Drop() implements RelayMessage {
  @Override
  public int command() {
    return RelayCommand.DROP;
  }

  @Override
  public void tell(int streamId, MessageReceiver receiver) throws CircuitException {
    receiver.onDrop(streamId, this);
  }

  @Override
  public void write(ByteWriter writer) {
    // Nothing to say.
  }
}
