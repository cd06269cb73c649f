package org.tropea.protocol.cell;

import org.tropea.crypto.bytes.ByteWriter;

/**
 * RELAY or RELAY_EARLY (tor-spec 5.5 and 5.6): 509 bytes under the circuit's onion layers.
 *
 * <p>The one mutable cell: ciphers work on {@code body} in place. One holder at a time owns the
 * array, and whoever hands the cell on must not touch it again. Two are equal only if they share
 * it.
 *
 * @param early whether this is RELAY_EARLY, of which a circuit may send only eight
 */
public record Relay(int circuitId, boolean early, byte[] body) implements Cell {
  /** Refuses a body of another length; takes the array without copying it. */
  public Relay {
    if (body.length != CellCommand.BODY_LENGTH) {
      throw new IllegalArgumentException("a relay cell has a body of 509 bytes");
    }
  }

  @Override
  public int command() {
    return early ? CellCommand.RELAY_EARLY : CellCommand.RELAY;
  }

  @Override
  public void writeBody(ByteWriter writer) {
    writer.bytes(body);
  }
}
