package org.tropea.protocol.cell;

import com.google.crypto.tink.util.Bytes;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;

/**
 * CREATE2 (tor-spec 5.1): opens a circuit: handshake type (2), length (2), request.
 *
 * @param request at most 505 bytes
 */
public record Create2(int circuitId, int handshakeType, Bytes request) implements Cell {
  /** The longest request that fits, in bytes. */
  public static final int MAX_REQUEST_LENGTH = CellCommand.BODY_LENGTH - 4;

  /** Refuses a request that does not fit. */
  public Create2 {
    if (request.size() > MAX_REQUEST_LENGTH) {
      throw new IllegalArgumentException("a request of CREATE2 has at most 505 bytes");
    }
  }

  static Create2 read(int circuitId, ByteReader reader) throws DecodeException {
    int handshakeType = reader.u16();
    return new Create2(circuitId, handshakeType, reader.bytes(reader.u16()));
  }

  @Override
  public int command() {
    return CellCommand.CREATE2;
  }

  @Override
  public void writeBody(ByteWriter writer) {
    writer.u16(handshakeType).u16(request.size()).bytes(request);
  }
}
