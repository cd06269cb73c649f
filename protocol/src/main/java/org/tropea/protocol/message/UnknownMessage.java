package org.tropea.protocol.message;

import org.tropea.crypto.bytes.ByteWriter;

/**
 * A message of a command we do not speak, EXTEND and EXTENDED (both TAP) among them. Its contents
 * are dropped, and it writes none.
 */
public record UnknownMessage(int command) implements RelayMessage {
  @Override
  public void write(ByteWriter writer) {
    // What it held was not kept.
  }
}
