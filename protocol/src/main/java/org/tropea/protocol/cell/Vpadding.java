package org.tropea.protocol.cell;

import org.tropea.crypto.bytes.ByteWriter;

/**
 * VPADDING (tor-spec 7.2): padding of any length, even during the handshake.
 *
 * @param length of the body in bytes, 0 to 65535; the bytes themselves are ignored
 */
public record Vpadding(int length) implements Cell {
  /** Refuses a length that does not fit. */
  public Vpadding {
    if (length < 0 || length > 0xffff) {
      throw new IllegalArgumentException("a cell has a body of 0 to 65535 bytes");
    }
  }

  @Override
  public int circuitId() {
    return 0;
  }

  @Override
  public int command() {
    return CellCommand.VPADDING;
  }

  @Override
  public void writeBody(ByteWriter writer) {
    writer.bytes(new byte[length]);
  }
}
