package org.tropea.directory.serve;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.tropea.directory.fetch.ContentEncoding;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.LZMAOutputStream;

/** Packs bodies in the ways of dir-spec 6.3. */
final class Packing {
  private static final int LZMA_DICTIONARY = 4 << 20;

  /** C tor takes a body for LZMA only where the two low bytes of this are 0, and warns else. */
  private static final int LEAST_LZMA_DICTIONARY = 1 << 16;

  private static final int LZMA_PRESET = 6;
  private static final int STREAM_ZSTD_LEVEL = 1;
  private static final int STREAM_DEFLATE_LEVEL = 6;
  private static final int ZSTD_LEVEL = 9;

  /** The best first of what is fast enough to be done each time. */
  private static final List<ContentEncoding> PACKED_WHILE_SENT =
      List.of(ContentEncoding.ZSTD, ContentEncoding.DEFLATE, ContentEncoding.GZIP);

  private Packing() {}

  /** How to pack while sending to somebody who takes these; identity for not at all. */
  static ContentEncoding choose(Set<ContentEncoding> accepted) {
    for (ContentEncoding each : PACKED_WHILE_SENT) {
      if (accepted.contains(each)) {
        return each;
      }
    }
    return ContentEncoding.IDENTITY;
  }

  /** All of it at once, as small as it gets in reasonable time. */
  static byte[] pack(byte[] body, ContentEncoding encoding) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream(body.length / 3);
    try (OutputStream stream = thorough(encoding, packed, body.length)) {
      stream.write(body);
    } catch (IOException e) {
      throw new IllegalStateException("packing into memory failed", e);
    }
    return packed.toByteArray();
  }

  private static OutputStream thorough(ContentEncoding encoding, OutputStream sink, int length)
      throws IOException {
    if (encoding == ContentEncoding.LZMA) {
      LZMA2Options options = new LZMA2Options(LZMA_PRESET);
      options.setDictSize(dictionary(length));
      return new LZMAOutputStream(sink, options, -1);
    }
    if (encoding == ContentEncoding.ZSTD) {
      return new ZstdOutputStream(sink, ZSTD_LEVEL);
    }
    return streaming(encoding, sink, Deflater.BEST_COMPRESSION);
  }

  /**
   * The power of two that holds so many bytes, from 64 KiB up to 4 MiB: the encoder takes ten times
   * its dictionary of memory, and the documents of a small network are small.
   */
  private static int dictionary(int length) {
    int roomy = Integer.highestOneBit(Math.max(LEAST_LZMA_DICTIONARY, length) * 2 - 1);
    return length >= LZMA_DICTIONARY ? LZMA_DICTIONARY : roomy;
  }

  /** A stream that packs what is written to it, fast. */
  static OutputStream streaming(ContentEncoding encoding, OutputStream sink) throws IOException {
    return encoding == ContentEncoding.ZSTD
        ? new ZstdOutputStream(sink, STREAM_ZSTD_LEVEL)
        : streaming(encoding, sink, STREAM_DEFLATE_LEVEL);
  }

  private static OutputStream streaming(ContentEncoding encoding, OutputStream sink, int level)
      throws IOException {
    if (encoding == ContentEncoding.DEFLATE) {
      return new EndedDeflaterStream(sink, new Deflater(level));
    }
    if (encoding == ContentEncoding.GZIP) {
      return new GZIPOutputStream(sink);
    }
    throw new IllegalArgumentException("nothing is packed this way while it is sent");
  }

  /** Frees the native part of a deflater that Java's own class would leave to the collector. */
  private static final class EndedDeflaterStream extends DeflaterOutputStream {
    EndedDeflaterStream(OutputStream sink, Deflater deflater) {
      super(sink, deflater);
    }

    @Override
    public void close() throws IOException {
      try {
        super.close();
      } finally {
        def.end();
      }
    }
  }
}
