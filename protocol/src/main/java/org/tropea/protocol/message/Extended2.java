package org.tropea.protocol.message;

import com.google.crypto.tink.util.Bytes;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.cell.CircuitException;

/** EXTENDED2 (tor-spec 5.1.2): the circuit has one more hop: length (2), its handshake's reply. */
public record Extended2(Bytes reply) implements RelayMessage {
  static Extended2 read(ByteReader reader) throws DecodeException {
    return new Extended2(reader.bytes(reader.u16()));
  }

  @Override
  public int command() {
    return RelayCommand.EXTENDED2;
  }

  @Override
  public void tell(int streamId, MessageReceiver receiver) throws CircuitException {
    receiver.onExtended2(streamId, this);
  }

  @Override
  public void write(ByteWriter writer) {
    writer.u16(reply.size()).bytes(reply);
  }
}
