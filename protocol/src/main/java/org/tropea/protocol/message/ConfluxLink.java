package org.tropea.protocol.message;

import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.cell.CircuitException;

/** CONFLUX_LINK (proposal 329, 2.1): an origin asks that its circuit join a set. */
public record ConfluxLink(ConfluxTerms terms) implements RelayMessage {
  static ConfluxLink read(ByteReader reader) throws DecodeException {
    return new ConfluxLink(ConfluxTerms.read(reader));
  }

  @Override
  public void tell(int streamId, MessageReceiver receiver) throws CircuitException {
    receiver.onConfluxLink(streamId, this);
  }

  @Override
  public int command() {
    return RelayCommand.CONFLUX_LINK;
  }

  @Override
  public void write(ByteWriter writer) {
    terms.write(writer);
  }
}
