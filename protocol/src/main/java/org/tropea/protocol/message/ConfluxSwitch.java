package org.tropea.protocol.message;

import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.cell.CircuitException;

/**
 * CONFLUX_SWITCH (proposal 329, 2.1): the sender goes on with this leg: numbers left out (4).
 *
 * @param skipped how many messages went by other legs since this one was last used: 0 to 2^32 - 1
 */
public record ConfluxSwitch(long skipped) implements RelayMessage {
  /** The most numbers that can be left out. */
  public static final long MOST = 0xffff_ffffL;

  /** Refuses what has no 4 bytes. */
  public ConfluxSwitch {
    if (skipped < 0 || skipped > MOST) {
      throw new IllegalArgumentException("numbers left out are 4 bytes");
    }
  }

  static ConfluxSwitch read(ByteReader reader) throws DecodeException {
    return new ConfluxSwitch(reader.u32());
  }

  @Override
  public void tell(int streamId, MessageReceiver receiver) throws CircuitException {
    receiver.onConfluxSwitch(streamId, this);
  }

  @Override
  public int command() {
    return RelayCommand.CONFLUX_SWITCH;
  }

  @Override
  public void write(ByteWriter writer) {
    writer.u32(skipped);
  }
}
