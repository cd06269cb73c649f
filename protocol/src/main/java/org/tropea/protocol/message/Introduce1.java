package org.tropea.protocol.message;

import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.cell.CircuitException;

/**
 * INTRODUCE1 (rend-spec 3.2.1): a client asks an introduction point to introduce it to a service.
 */
public record Introduce1(Introduction introduction) implements RelayMessage {
  static Introduce1 read(ByteReader reader) throws DecodeException {
    return new Introduce1(Introduction.read(reader));
  }

  @Override
  public int command() {
    return RelayCommand.INTRODUCE1;
  }

  @Override
  public void tell(int streamId, MessageReceiver receiver) throws CircuitException {
    receiver.onIntroduce1(streamId, this);
  }

  @Override
  public void write(ByteWriter writer) {
    introduction.write(writer);
  }
}
