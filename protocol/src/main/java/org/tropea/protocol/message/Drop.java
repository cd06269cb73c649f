package org.tropea.protocol.message;

import org.tropea.crypto.bytes.ByteWriter;

/** DROP (tor-spec 6.2): padding from one end of the circuit to another; its body is ignored. */
public record Drop() implements RelayMessage {
  @Override
  public int command() {
    return RelayCommand.DROP;
  }

  @Override
  public void write(ByteWriter writer) {
    // Nothing to say.
  }
}
