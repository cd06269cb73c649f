package org.tropea.protocol.cell;

import org.tropea.crypto.bytes.ByteWriter;

/**
 * A cell of a command we do not speak: unassigned, or CREATE, CREATED (both TAP) or AUTHORIZE. Its
 * contents are dropped, and it writes none.
 */
public record UnknownCell(int circuitId, int command) implements Cell {
  @Override
  public void writeBody(ByteWriter writer) {
    // What it held was not kept.
  }
}
