package org.tropea.protocol.message;

import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.cell.DestroyReason;

/**
 * TRUNCATED (tor-spec 5.4): the circuit now ends at the sender: reason (1), which must be there.
 */
public record Truncated(DestroyReason reason) implements RelayMessage {
  static Truncated read(ByteReader reader) throws DecodeException {
    return new Truncated(new DestroyReason(reader.u8()));
  }

  @Override
  public int command() {
    return RelayCommand.TRUNCATED;
  }

  @Override
  public void tell(int streamId, MessageReceiver receiver) throws CircuitException {
    receiver.onTruncated(streamId, this);
  }

  @Override
  public void write(ByteWriter writer) {
    writer.u8(reason.code());
  }
}
