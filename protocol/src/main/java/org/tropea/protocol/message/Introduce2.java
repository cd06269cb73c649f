package org.tropea.protocol.message;

import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.cell.CircuitException;

/** INTRODUCE2 (rend-spec 3.2.2): an introduction point hands a service what a client sent. */
public record Introduce2(Introduction introduction) implements RelayMessage {
  static Introduce2 read(ByteReader reader) throws DecodeException {
    return new Introduce2(Introduction.read(reader));
  }

  @Override
  public int command() {
    return RelayCommand.INTRODUCE2;
  }

  @Override
  public void tell(int streamId, MessageReceiver receiver) throws CircuitException {
    receiver.onIntroduce2(streamId, this);
  }

  @Override
  public void write(ByteWriter writer) {
    introduction.write(writer);
  }
}
