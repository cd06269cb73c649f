package org.tropea.protocol.cell;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;

/**
 * CERTS (tor-spec 4.2): what its sender claims to be: count (1), entries. No two entries have the
 * same type; bytes behind the entries are ignored.
 */
public record Certs(List<CertsEntry> entries) implements Cell {
  /** Keeps its own copy. */
  public Certs {
    entries = List.copyOf(entries);
  }

  static Certs read(ByteReader reader) throws DecodeException {
    int count = reader.u8();
    List<CertsEntry> entries = new ArrayList<>();
    Set<Integer> types = new HashSet<>();
    for (int i = 0; i < count; i++) {
      CertsEntry entry = CertsEntry.read(reader);
      if (!types.add(entry.type())) {
        throw new DecodeException("CERTS holds two certificates of type " + entry.type());
      }
      entries.add(entry);
    }
    return new Certs(entries);
  }

  @Override
  public int circuitId() {
    return 0;
  }

  @Override
  public int command() {
    return CellCommand.CERTS;
  }

  @Override
  public void writeBody(ByteWriter writer) {
    writer.u8(entries.size());
    entries.forEach(entry -> entry.write(writer));
  }
}
