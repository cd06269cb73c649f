package org.tropea.protocol.message;

import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.protocol.cell.CircuitException;

/** RENDEZVOUS_ESTABLISHED (rend-spec 4.1): the relay is a rendezvous point now; empty. */
public record RendezvousEstablished() implements RelayMessage {
  @Override
  public int command() {
    return RelayCommand.RENDEZVOUS_ESTABLISHED;
  }

  @Override
  public void tell(int streamId, MessageReceiver receiver) throws CircuitException {
    receiver.onRendezvousEstablished(streamId, this);
  }

  @Override
  public void write(ByteWriter writer) {
    // Nothing to say.
  }
}
