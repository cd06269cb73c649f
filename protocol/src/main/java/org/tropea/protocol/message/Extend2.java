package org.tropea.protocol.message;

import com.google.crypto.tink.util.Bytes;
import java.util.List;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.linkspec.LinkSpecifier;

/**
 * EXTEND2 (tor-spec 5.1.2): asks the last relay to extend the circuit: count (1), link specifiers,
 * then what a CREATE2 holds: handshake type (2), length (2), request.
 *
 * @param specifiers as they came; {@code RelayTarget.of} checks that they name a relay
 */
public record Extend2(List<LinkSpecifier> specifiers, int handshakeType, Bytes request)
    implements RelayMessage {
  /** Keeps its own copy. */
  public Extend2 {
    specifiers = List.copyOf(specifiers);
  }

  static Extend2 read(ByteReader reader) throws DecodeException {
    List<LinkSpecifier> specifiers = LinkSpecifier.readList(reader);
    int handshakeType = reader.u16();
    return new Extend2(specifiers, handshakeType, reader.bytes(reader.u16()));
  }

  @Override
  public int command() {
    return RelayCommand.EXTEND2;
  }

  @Override
  public void tell(int streamId, MessageReceiver receiver) throws CircuitException {
    receiver.onExtend2(streamId, this);
  }

  @Override
  public void write(ByteWriter writer) {
    LinkSpecifier.writeList(specifiers, writer);
    writer.u16(handshakeType).u16(request.size()).bytes(request);
  }
}
