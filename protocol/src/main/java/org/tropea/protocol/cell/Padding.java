package org.tropea.protocol.cell;

import org.tropea.crypto.bytes.ByteWriter;

/** PADDING (tor-spec 7.2): keeps a channel alive and hides when it is idle; its body is ignored. */
public record Padding() implements Cell {
  @Override
  public int circuitId() {
    return 0;
  }

  @Override
  public int command() {
    return CellCommand.PADDING;
  }

  @Override
  public void writeBody(ByteWriter writer) {
    // All of it is padding.
  }
}
