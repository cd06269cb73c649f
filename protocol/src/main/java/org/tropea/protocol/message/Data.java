package org.tropea.protocol.message;

import java.util.Objects;
import org.tropea.crypto.bytes.ByteWriter;

/**
 * DATA (tor-spec 6.2): bytes of a stream, at most {@link RelayCellFormat0#MAX_DATA}.
 *
 * <p>Points into an array instead of copying it, when read into the relay cell's body: so it is
 * good only as long as its holder owns that array, which packing may make the body of a cell.
 * Length 0 is readable; the circuit decides about it. Two are equal only if they share the array.
 */
public record Data(byte[] array, int offset, int length) implements RelayMessage {
  /** Refuses a range outside the array. */
  public Data {
    Objects.checkFromIndexSize(offset, length, array.length);
  }

  /** Whether it lies in an array of a body's length, where a relay cell has it. */
  boolean isInPlace() {
    return offset == RelayCellFormat0.HEADER_LENGTH
        && array.length == offset + RelayCellFormat0.MAX_DATA;
  }

  @Override
  public int command() {
    return RelayCommand.DATA;
  }

  @Override
  public void write(ByteWriter writer) {
    writer.bytes(array, offset, length);
  }
}
