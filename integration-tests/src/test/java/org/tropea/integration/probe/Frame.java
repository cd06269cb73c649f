package org.tropea.integration.probe;

import org.tropea.protocol.cell.CellCommand;

/** One cell as it came, unread: 509 bytes of body, or as many as a variable-length cell says. */
record Frame(int circuitId, int command, byte[] body) {
  /** The first byte of the body: the reason of a DESTROY. */
  int first() {
    return body[0] & 0xff;
  }

  @Override
  public String toString() {
    return CellCommand.name(command) + " on " + Integer.toHexString(circuitId);
  }
}
