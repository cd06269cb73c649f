package org.tropea.protocol.cell;

import com.google.crypto.tink.util.Bytes;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;

/**
 * AUTHENTICATE (tor-spec 4.4): the initiator's proof of who it is: type (2), length (2),
 * authentication. Bytes behind it are ignored.
 */
public record Authenticate(int type, Bytes authentication) implements Cell {
  static Authenticate read(ByteReader reader) throws DecodeException {
    int type = reader.u16();
    return new Authenticate(type, reader.bytes(reader.u16()));
  }

  @Override
  public int circuitId() {
    return 0;
  }

  @Override
  public int command() {
    return CellCommand.AUTHENTICATE;
  }

  @Override
  public void writeBody(ByteWriter writer) {
    writer.u16(type).u16(authentication.size()).bytes(authentication);
  }
}
