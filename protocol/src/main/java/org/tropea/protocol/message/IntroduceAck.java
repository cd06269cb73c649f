package org.tropea.protocol.message;

import java.util.List;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.cell.CircuitException;

/**
 * INTRODUCE_ACK (rend-spec 3.2.2): what became of an INTRODUCE1: status (2), extensions.
 *
 * @param status one of the constants, or any other number of two bytes
 */
public record IntroduceAck(int status, List<Extension> extensions) implements RelayMessage {
  /** It was handed on. */
  public static final int SUCCESS = 0;

  /** The service is not known here, or gets no more for now. */
  public static final int UNKNOWN_SERVICE = 1;

  /** It could not be read. */
  public static final int BAD_FORMAT = 2;

  /** It could not be handed on. */
  public static final int NOT_RELAYED = 3;

  /** Keeps its own copy. */
  public IntroduceAck {
    extensions = List.copyOf(extensions);
    if (status >>> 16 != 0) {
      throw new IllegalArgumentException("a status has two bytes");
    }
  }

  /** One of this status, without extensions. */
  public static IntroduceAck of(int status) {
    return new IntroduceAck(status, List.of());
  }

  static IntroduceAck read(ByteReader reader) throws DecodeException {
    int status = reader.u16();
    return new IntroduceAck(status, Extension.readList(reader));
  }

  @Override
  public int command() {
    return RelayCommand.INTRODUCE_ACK;
  }

  @Override
  public void tell(int streamId, MessageReceiver receiver) throws CircuitException {
    receiver.onIntroduceAck(streamId, this);
  }

  @Override
  public void write(ByteWriter writer) {
    writer.u16(status);
    Extension.writeList(extensions, writer);
  }
}
