package org.tropea.protocol.message;

import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.protocol.cell.CircuitException;

/** CONFLUX_LINKED_ACK (proposal 329, 2.1): empty; by it the exit learns the round trip. */
public record ConfluxLinkedAck() implements RelayMessage {
  @Override
  public void tell(int streamId, MessageReceiver receiver) throws CircuitException {
    receiver.onConfluxLinkedAck(streamId, this);
  }

  @Override
  public int command() {
    return RelayCommand.CONFLUX_LINKED_ACK;
  }

  @Override
  public void write(ByteWriter writer) {}
}
