package org.tropea.protocol.message;

import java.util.Objects;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.protocol.cell.CircuitException;

/**
 * DATA (tor-spec 6.2): bytes of a stream, at most {@link RelayCellFormat#maxData}.
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

  @Override
  public int command() {
    return RelayCommand.DATA;
  }

  @Override
  public void tell(int streamId, MessageReceiver receiver) throws CircuitException {
    receiver.onData(streamId, this);
  }

  @Override
  public void write(ByteWriter writer) {
    writer.bytes(array, offset, length);
  }
}
