package org.tropea.protocol.cell;

import java.util.ArrayList;
import java.util.List;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;

/** VERSIONS (tor-spec 4.1): the link protocols its sender speaks, 2 bytes each, and no padding. */
public record Versions(List<Integer> versions) implements Cell {
  /** Keeps its own copy. */
  public Versions {
    versions = List.copyOf(versions);
  }

  static Versions read(ByteReader reader) throws DecodeException {
    List<Integer> versions = new ArrayList<>();
    while (reader.remaining() > 0) {
      versions.add(reader.u16());
    }
    return new Versions(versions);
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
    versions.forEach(writer::u16);
  }
}
