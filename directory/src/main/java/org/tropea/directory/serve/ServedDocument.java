package org.tropea.directory.serve;

import com.google.crypto.tink.util.Bytes;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tropea.directory.fetch.ContentEncoding;

/**
 * A document ready to be sent: one copy of its bytes for all who ask at once, and copies packed
 * beforehand where many will ask. Immutable, any thread.
 */
public final class ServedDocument {
  private final byte[] bytes;
  private final Map<ContentEncoding, byte[]> packed;

  private ServedDocument(byte[] bytes, Map<ContentEncoding, byte[]> packed) {
    this.bytes = bytes;
    this.packed = packed;
  }

  /** A document to be packed, if at all, while it is sent. */
  public static ServedDocument of(Bytes document) {
    return new ServedDocument(document.toByteArray(), Map.of());
  }

  /** A document packed in every way now: up to seconds of work, so never on an event loop. */
  public static ServedDocument packed(Bytes document) {
    byte[] bytes = document.toByteArray();
    Map<ContentEncoding, byte[]> packed = new EnumMap<>(ContentEncoding.class);
    for (ContentEncoding encoding : ContentEncoding.values()) {
      if (encoding != ContentEncoding.IDENTITY) {
        packed.put(encoding, Packing.pack(bytes, encoding));
      }
    }
    return new ServedDocument(bytes, packed);
  }

  /** The length of the document as it is. */
  public int length() {
    return bytes.length;
  }

  /** The bytes themselves, which nobody may change. */
  byte[] bytes() {
    return bytes;
  }

  /** The packed copy, which nobody may change; null where there is none. */
  byte @Nullable [] packed(ContentEncoding encoding) {
    return packed.get(encoding);
  }
}
