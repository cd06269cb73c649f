package org.tropea.protocol.cell;

import com.google.crypto.tink.util.Bytes;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;

/** CREATE_FAST (tor-spec 5.1.5): opens a one-hop circuit with 20 random bytes. */
public record CreateFast(int circuitId, Bytes request) implements Cell {
  /** Length of the request in bytes. */
  public static final int REQUEST_LENGTH = 20;

  /** Refuses a request of another length. */
  public CreateFast {
    if (request.size() != REQUEST_LENGTH) {
      throw new IllegalArgumentException("CREATE_FAST has 20 bytes");
    }
  }

  static CreateFast read(int circuitId, ByteReader reader) throws DecodeException {
    return new CreateFast(circuitId, reader.bytes(REQUEST_LENGTH));
  }

  @Override
  public int command() {
    return CellCommand.CREATE_FAST;
  }

  @Override
  public void writeBody(ByteWriter writer) {
    writer.bytes(request);
  }
}
