package org.tropea.protocol.cell;

import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;

/** DESTROY (tor-spec 5.4): ends a circuit: reason (1). */
public record Destroy(int circuitId, DestroyReason reason) implements Cell {
  static Destroy read(int circuitId, ByteReader reader) throws DecodeException {
    return new Destroy(circuitId, new DestroyReason(reader.u8()));
  }

  @Override
  public int command() {
    return CellCommand.DESTROY;
  }

  @Override
  public void writeBody(ByteWriter writer) {
    writer.u8(reason.code());
  }
}
