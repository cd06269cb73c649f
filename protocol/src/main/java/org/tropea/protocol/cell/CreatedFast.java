package org.tropea.protocol.cell;

import com.google.crypto.tink.util.Bytes;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;

/** CREATED_FAST (tor-spec 5.1.5): 20 random bytes, then 20 that prove the shared key. */
public record CreatedFast(int circuitId, Bytes reply) implements Cell {
  /** Length of the reply in bytes. */
  public static final int REPLY_LENGTH = 40;

  /** Refuses a reply of another length. */
  public CreatedFast {
    if (reply.size() != REPLY_LENGTH) {
      throw new IllegalArgumentException("CREATED_FAST has 40 bytes");
    }
  }

  static CreatedFast read(int circuitId, ByteReader reader) throws DecodeException {
    return new CreatedFast(circuitId, reader.bytes(REPLY_LENGTH));
  }

  @Override
  public int command() {
    return CellCommand.CREATED_FAST;
  }

  @Override
  public void writeBody(ByteWriter writer) {
    writer.bytes(reply);
  }
}
