package org.tropea.protocol.cell;

import com.google.crypto.tink.util.Bytes;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;

/**
 * CREATED2 (tor-spec 5.1): the circuit is open: length (2), reply.
 *
 * @param reply at most 496 bytes; a longer one would not fit an EXTENDED2, and C tor refuses it too
 */
public record Created2(int circuitId, Bytes reply) implements Cell {
  /** The longest reply in bytes: what an EXTENDED2 of a relay cell has room for. */
  public static final int MAX_REPLY_LENGTH = CellCommand.BODY_LENGTH - 11 - 2;

  /** Refuses a longer reply. */
  public Created2 {
    if (reply.size() > MAX_REPLY_LENGTH) {
      throw new IllegalArgumentException("a reply of CREATED2 has at most 496 bytes");
    }
  }

  static Created2 read(int circuitId, ByteReader reader) throws DecodeException {
    int length = reader.u16();
    if (length > MAX_REPLY_LENGTH) {
      throw new DecodeException("the reply of CREATED2 is too long");
    }
    return new Created2(circuitId, reader.bytes(length));
  }

  @Override
  public int command() {
    return CellCommand.CREATED2;
  }

  @Override
  public void writeBody(ByteWriter writer) {
    writer.u16(reply.size()).bytes(reply);
  }
}
