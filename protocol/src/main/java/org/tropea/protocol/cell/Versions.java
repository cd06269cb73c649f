package org.tropea.protocol.cell;

import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;

/** VERSIONS (tor-spec 4.1): the link protocols its sender speaks, 2 bytes each, and no padding. */
public record Versions(TwoByteNumbers versions) implements Cell {
  /** One that lists these. */
  public static Versions of(int... versions) {
    return new Versions(TwoByteNumbers.of(versions));
  }

  static Versions read(ByteReader reader) throws DecodeException {
    return new Versions(TwoByteNumbers.readAll(reader));
  }

  @Override
  public int circuitId() {
    return 0;
  }

  @Override
  public int command() {
    return CellCommand.VERSIONS;
  }

  @Override
  public void writeBody(ByteWriter writer) {
    versions.write(writer);
  }
}
