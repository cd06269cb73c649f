package org.tropea.protocol.message;

import com.google.crypto.tink.util.Bytes;
import java.util.List;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Ed25519Identity;

/**
 * What INTRODUCE1 and INTRODUCE2 hold alike, byte for byte (rend-spec 3.2.1): zeros (20), key type
 * (1) = 2, key length (2), key (32), extensions, and the rest for the service alone.
 *
 * @param authenticationKey by which the introduction point knows the service
 * @param encrypted at least one byte
 */
public record Introduction(
    Ed25519Identity authenticationKey, List<Extension> extensions, Bytes encrypted) {
  private static final int LEGACY_LENGTH = 20;
  private static final int ED25519 = 2;

  /** Refuses one that says nothing to the service. */
  public Introduction {
    extensions = List.copyOf(extensions);
    if (encrypted.size() == 0) {
      throw new IllegalArgumentException("an introduction says something to the service");
    }
  }

  static Introduction read(ByteReader reader) throws DecodeException {
    for (byte each : reader.array(LEGACY_LENGTH)) {
      if (each != 0) {
        throw new DecodeException("an introduction of version 2");
      }
    }
    Ed25519Identity key = readKey(reader);
    List<Extension> extensions = Extension.readList(reader);
    if (reader.remaining() == 0) {
      throw new DecodeException("an introduction says nothing to the service");
    }
    return new Introduction(key, extensions, reader.bytes(reader.remaining()));
  }

  void write(ByteWriter writer) {
    writeUnencrypted(writer);
    writer.bytes(encrypted);
  }

  /** Writes all but {@link #encrypted}: what its MAC covers besides (rend-spec 3.3.2). */
  public void writeUnencrypted(ByteWriter writer) {
    writer.bytes(new byte[LEGACY_LENGTH]);
    writeKey(authenticationKey, writer);
    Extension.writeList(extensions, writer);
  }

  /** Reads type (1), length (2) and key (32). */
  static Ed25519Identity readKey(ByteReader reader) throws DecodeException {
    if (reader.u8() != ED25519 || reader.u16() != Ed25519Identity.LENGTH) {
      throw new DecodeException("an authentication key of another kind");
    }
    return Ed25519Identity.read(reader);
  }

  /** Writes type (1), length (2) and key (32). */
  static void writeKey(Ed25519Identity key, ByteWriter writer) {
    writer.u8(ED25519).u16(Ed25519Identity.LENGTH).bytes(key.value());
  }
}
