package org.tropea.protocol.cell;

import org.tropea.crypto.bytes.ByteWriter;

/**
 * A cell of a command we do not speak: unassigned, or CREATE, CREATED (both TAP) or AUTHORIZE; or
 * one that nobody can read and that ends no link: a CREATE2 or CREATED2, or a second NETINFO. Its
 * contents are dropped, and it writes none.
 */
public record UnknownCell(int circuitId, int command) implements Cell {
  /** Whether its sender wants a circuit that it cannot have. */
  public boolean isCreate() {
    return command == CellCommand.CREATE || command == CellCommand.CREATE2;
  }

  /** Whether it answers a CREATE2 of ours, in vain. */
  public boolean isCreated() {
    return command == CellCommand.CREATED || command == CellCommand.CREATED2;
  }

  @Override
  public void writeBody(ByteWriter writer) {
    // What it held was not kept.
  }
}
