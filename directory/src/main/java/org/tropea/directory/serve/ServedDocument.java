package org.tropea.directory.serve;

import com.google.crypto.tink.util.Bytes;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tropea.directory.fetch.ContentEncoding;

/**
 * A document ready to be sent: one copy of its bytes for all who ask at once, and copies packed
 * beforehand where many will ask. Immutable, any thread.
 */
public final class ServedDocument {
  /** The smallest first. */
  private static final List<ContentEncoding> BEST_FIRST =
      List.of(
          ContentEncoding.LZMA,
          ContentEncoding.ZSTD,
          ContentEncoding.DEFLATE,
          ContentEncoding.GZIP);

  private final Copy plain;
  private final Map<ContentEncoding, Copy> packed;

  /** The bytes to send in one encoding, which nobody may change. */
  record Copy(ContentEncoding encoding, byte[] bytes) {
    static Copy of(byte[] document, ContentEncoding encoding) {
      return new Copy(encoding, Packing.pack(document, encoding));
    }
  }

  /** {@code packed}: what to send to whom takes nothing better than this. */
  private ServedDocument(byte[] bytes, Map<ContentEncoding, Copy> packed) {
    this.plain = new Copy(ContentEncoding.IDENTITY, bytes);
    this.packed = packed;
  }

  /** A document to be packed, if at all, while it is sent. */
  public static ServedDocument of(Bytes document) {
    return new ServedDocument(document.toByteArray(), Map.of());
  }

  /** A document that is never packed. */
  public static ServedDocument plain(Bytes document) {
    byte[] bytes = document.toByteArray();
    Copy copy = new Copy(ContentEncoding.IDENTITY, bytes);
    return new ServedDocument(bytes, Map.of(ContentEncoding.IDENTITY, copy));
  }

  /**
   * A document packed now as C tor packs consensuses, up to seconds of work, so never on an event
   * loop. Whoever takes gzip alone gets it by deflate, as from C tor.
   */
  public static ServedDocument packed(Bytes document) {
    byte[] bytes = document.toByteArray();
    Map<ContentEncoding, Copy> packed = new EnumMap<>(ContentEncoding.class);
    packed.put(ContentEncoding.LZMA, Copy.of(bytes, ContentEncoding.LZMA));
    packed.put(ContentEncoding.ZSTD, Copy.of(bytes, ContentEncoding.ZSTD));
    Copy deflated = Copy.of(bytes, ContentEncoding.DEFLATE);
    packed.put(ContentEncoding.DEFLATE, deflated);
    packed.put(ContentEncoding.GZIP, deflated);
    return new ServedDocument(bytes, packed);
  }

  /**
   * A consensus diff packed now as C tor packs them: by gzip in the place of deflate. Up to seconds
   * of work, so never on an event loop.
   */
  public static ServedDocument packedDiff(Bytes document) {
    byte[] bytes = document.toByteArray();
    Map<ContentEncoding, Copy> packed = new EnumMap<>(ContentEncoding.class);
    for (ContentEncoding each :
        List.of(ContentEncoding.LZMA, ContentEncoding.ZSTD, ContentEncoding.GZIP)) {
      packed.put(each, Copy.of(bytes, each));
    }
    return new ServedDocument(bytes, packed);
  }

  /** A document packed now by deflate alone, as C tor packs votes; not on an event loop. */
  public static ServedDocument deflated(Bytes document) {
    byte[] bytes = document.toByteArray();
    Copy deflated = Copy.of(bytes, ContentEncoding.DEFLATE);
    return new ServedDocument(bytes, Map.of(ContentEncoding.DEFLATE, deflated));
  }

  /** Its copy by deflate, which nobody may change; packed now where there is none. */
  byte[] deflatedBytes() {
    Copy copy = packed.get(ContentEncoding.DEFLATE);
    return copy == null ? Packing.pack(bytes(), ContentEncoding.DEFLATE) : copy.bytes();
  }

  /** The length of the document as it is. */
  public int length() {
    return plain.bytes().length;
  }

  /** The bytes themselves, which nobody may change. */
  byte[] bytes() {
    return plain.bytes();
  }

  /**
   * The copy for somebody who takes these encodings, the document as it is where no other fits;
   * null for a document that was not packed beforehand.
   */
  @Nullable Copy copyFor(Set<ContentEncoding> accepted) {
    if (packed.isEmpty()) {
      return null;
    }
    for (ContentEncoding each : BEST_FIRST) {
      Copy copy = packed.get(each);
      if (copy != null && accepted.contains(each)) {
        return copy;
      }
    }
    return plain;
  }
}
