package org.tropea.protocol.message;

import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.cell.DestroyReason;

/**
 * TRUNCATE (tor-spec 5.4): asks a relay to cut the circuit behind it: reason (1), which must be
 * there.
 */
public record Truncate(DestroyReason reason) implements RelayMessage {
  static Truncate read(ByteReader reader) throws DecodeException {
    return new Truncate(new DestroyReason(reader.u8()));
  }

  @Override
  public int command() {
    return RelayCommand.TRUNCATE;
  }

  @Override
  public void tell(int streamId, MessageReceiver receiver) throws CircuitException {
    receiver.onTruncate(streamId, this);
  }

  @Override
  public void write(ByteWriter writer) {
    writer.u8(reason.code());
  }
}
