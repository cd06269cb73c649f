package org.tropea.protocol.message;

import com.google.crypto.tink.util.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;

/**
 * What a message may say besides its fields, in the handshake of a hop (proposals 332 and 346) and
 * in messages of onion services (rend-spec 3.1, 3.2): type (1), length (1), body. Each has types of
 * its own.
 *
 * @param type 0 to 255
 * @param body at most 255 bytes
 */
public record Extension(int type, Bytes body) {
  /** The client asks for congestion control; empty. */
  static final int CONGESTION_CONTROL_REQUEST = 1;

  /** The relay grants it: cells that a SENDME answers (1). */
  static final int CONGESTION_CONTROL_RESPONSE = 2;

  /** The client asks for versions of subprotocols: number of the protocol (1), version (1), ... */
  static final int SUBPROTOCOL_REQUEST = 3;

  /** Refuses what does not fit its fields. */
  public Extension {
    if (type >>> 8 != 0 || body.size() > 255) {
      throw new IllegalArgumentException("not a circuit extension");
    }
  }

  /** One with these bytes. */
  public static Extension of(int type, int... bytes) {
    ByteWriter writer = new ByteWriter(bytes.length);
    for (int each : bytes) {
      writer.u8(each);
    }
    return new Extension(type, Bytes.copyFrom(writer.toByteArray()));
  }

  /** The first of a type, as C tor takes it where there are several. */
  public static Optional<Extension> first(List<Extension> all, int type) {
    return all.stream().filter(each -> each.type == type).findFirst();
  }

  /** Reads a count (1) and that many; what follows is ignored, as C tor does. */
  static List<Extension> readList(byte[] message) throws DecodeException {
    return readList(new ByteReader(message));
  }

  /** Reads a count (1) and that many. */
  public static List<Extension> readList(ByteReader reader) throws DecodeException {
    int count = reader.u8();
    List<Extension> extensions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int type = reader.u8();
      extensions.add(new Extension(type, reader.bytes(reader.u8())));
    }
    return List.copyOf(extensions);
  }

  /** Writes a count (1) and the extensions, which their types should put in order. */
  static byte[] writeList(List<Extension> extensions) {
    ByteWriter writer = new ByteWriter();
    writeList(extensions, writer);
    return writer.toByteArray();
  }

  /** Writes a count (1) and the extensions, at most 255. */
  public static void writeList(List<Extension> extensions, ByteWriter writer) {
    writer.u8(extensions.size());
    for (Extension each : extensions) {
      writer.u8(each.type).u8(each.body.size()).bytes(each.body);
    }
  }
}
