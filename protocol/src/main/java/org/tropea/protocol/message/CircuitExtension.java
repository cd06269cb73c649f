package org.tropea.protocol.message;

import com.google.crypto.tink.util.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;

/**
 * One thing that the two ends of a hop agree on in their handshake (proposals 332 and 346): type
 * (1), length (1), body.
 *
 * @param type 0 to 255
 * @param body at most 255 bytes
 */
record CircuitExtension(int type, Bytes body) {
  /** The client asks for congestion control; empty. */
  static final int CONGESTION_CONTROL_REQUEST = 1;

  /** The relay grants it: cells that a SENDME answers (1). */
  static final int CONGESTION_CONTROL_RESPONSE = 2;

  /** The client asks for versions of subprotocols: number of the protocol (1), version (1), ... */
  static final int SUBPROTOCOL_REQUEST = 3;

  /** Refuses what does not fit its fields. */
  CircuitExtension {
    if (type >>> 8 != 0 || body.size() > 255) {
      throw new IllegalArgumentException("not a circuit extension");
    }
  }

  /** One with these bytes. */
  static CircuitExtension of(int type, int... bytes) {
    ByteWriter writer = new ByteWriter(bytes.length);
    for (int each : bytes) {
      writer.u8(each);
    }
    return new CircuitExtension(type, Bytes.copyFrom(writer.toByteArray()));
  }

  /** The first of a type, as C tor takes it where there are several. */
  static Optional<CircuitExtension> first(List<CircuitExtension> all, int type) {
    return all.stream().filter(each -> each.type == type).findFirst();
  }

  /** Reads a count (1) and that many; what follows is ignored, as C tor does. */
  static List<CircuitExtension> readList(byte[] message) throws DecodeException {
    ByteReader reader = new ByteReader(message);
    int count = reader.u8();
    List<CircuitExtension> extensions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int type = reader.u8();
      extensions.add(new CircuitExtension(type, reader.bytes(reader.u8())));
    }
    return List.copyOf(extensions);
  }

  /** Writes a count (1) and the extensions, which their types should put in order. */
  static byte[] writeList(List<CircuitExtension> extensions) {
    ByteWriter writer = new ByteWriter().u8(extensions.size());
    for (CircuitExtension each : extensions) {
      writer.u8(each.type).u8(each.body.size()).bytes(each.body);
    }
    return writer.toByteArray();
  }
}
