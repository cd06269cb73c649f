package org.tropea.protocol.message;

import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.cell.CircuitException;

/** CONFLUX_LINKED (proposal 329, 2.1): the exit's circuit has joined the set. */
public record ConfluxLinked(ConfluxTerms terms) implements RelayMessage {
  static ConfluxLinked read(ByteReader reader) throws DecodeException {
    return new ConfluxLinked(ConfluxTerms.read(reader));
  }

  @Override
  public void tell(int streamId, MessageReceiver receiver) throws CircuitException {
    receiver.onConfluxLinked(streamId, this);
  }

  @Override
  public int command() {
    return RelayCommand.CONFLUX_LINKED;
  }

  @Override
  public void write(ByteWriter writer) {
    terms.write(writer);
  }
}
