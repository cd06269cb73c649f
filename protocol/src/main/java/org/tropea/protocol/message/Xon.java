package org.tropea.protocol.message;

import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.cell.CircuitException;

/**
 * XON (proposal 324, 4): the stream's receiver may send, and how fast: version (1), which is 0,
 * rate (4).
 *
 * @param rate in kilobytes of 1000 bytes a second, 32 bits; 0 for none
 */
public record Xon(long rate) implements RelayMessage {
  private static final int VERSION = 0;

  /** Refuses rates that do not fit. */
  public Xon {
    if (rate >>> 32 != 0) {
      throw new IllegalArgumentException("a rate has 32 bits");
    }
  }

  static Xon read(ByteReader reader) throws DecodeException {
    if (reader.u8() != VERSION) {
      throw new DecodeException("XON has an unknown version");
    }
    return new Xon(reader.u32());
  }

  @Override
  public int command() {
    return RelayCommand.XON;
  }

  @Override
  public void tell(int streamId, MessageReceiver receiver) throws CircuitException {
    receiver.onXon(streamId, this);
  }

  @Override
  public void write(ByteWriter writer) {
    writer.u8(VERSION).u32(rate);
  }
}
