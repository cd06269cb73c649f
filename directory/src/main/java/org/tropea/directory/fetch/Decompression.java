package org.tropea.directory.fetch;

import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.tropea.crypto.bytes.DecodeException;
import org.tukaani.xz.LZMAInputStream;

/**
 * Unpacks bodies within bounds: an output limit, a factor of 25 from 5 MiB of output on, windows
 * and dictionaries of at most 16 MiB. What is packed one behind the other counts together.
 *
 * <p>Up to some hundred milliseconds of work, so never on an event loop. No state, any thread.
 */
public final class Decompression {
  private static final int BOMB_FACTOR = 25;
  private static final int BOMB_FROM = 5 << 20;
  private static final int MAX_WINDOW_LOG = 24;
  private static final int MAX_LZMA_KIB = 16 * 1024;

  private Decompression() {}

  /** The body unpacked, at most {@code maxSize} bytes; truncated or wrong bytes are refused. */
  public static byte[] unpack(byte[] body, ContentEncoding encoding, int maxSize)
      throws DecodeException {
    if (body.length == 0 && encoding != ContentEncoding.IDENTITY) {
      throw new DecodeException("a packed body is empty");
    }
    Output output = new Output(body.length, maxSize);
    try {
      if (encoding == ContentEncoding.DEFLATE) {
        inflate(body, output);
      } else if (encoding == ContentEncoding.GZIP) {
        GzipMembers.unpack(body, output);
      } else if (encoding == ContentEncoding.ZSTD) {
        try (ZstdInputStream zstd = new ZstdInputStream(new ByteArrayInputStream(body))) {
          zstd.setLongMax(MAX_WINDOW_LOG);
          output.drain(zstd);
        }
      } else if (encoding == ContentEncoding.LZMA) {
        lzma(body, output);
      } else {
        output.write(body, body.length);
      }
    } catch (IOException | DataFormatException | IndexOutOfBoundsException e) {
      throw new DecodeException("a packed body is truncated or malformed");
    }
    return output.bytes.toByteArray();
  }

  private static void inflate(byte[] body, Output output)
      throws DataFormatException, DecodeException {
    Inflater inflater = new Inflater();
    try {
      int position = 0;
      do {
        inflater.reset();
        inflater.setInput(body, position, body.length - position);
        output.drain(inflater);
        position = body.length - inflater.getRemaining();
      } while (position < body.length);
    } finally {
      inflater.end();
    }
  }

  /** One stream only: each that follows could claim a dictionary of 16 MiB with 18 bytes. */
  private static void lzma(byte[] body, Output output) throws IOException, DecodeException {
    ByteArrayInputStream input = new ByteArrayInputStream(body);
    try (LZMAInputStream lzma = new LZMAInputStream(input, MAX_LZMA_KIB)) {
      output.drain(lzma);
    }
    if (input.available() > 0) {
      throw new DecodeException("a packed body has bytes left over");
    }
  }

  /** What was unpacked so far, watched. */
  static final class Output {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final byte[] buffer = new byte[16 * 1024];
    private final long packed;
    private final int maxSize;

    Output(long packed, int maxSize) {
      this.packed = packed;
      this.maxSize = maxSize;
    }

    /** Takes one deflate stream, to its end. */
    void drain(Inflater inflater) throws DataFormatException, DecodeException {
      while (!inflater.finished()) {
        int count = inflater.inflate(buffer);
        if (count == 0 && !inflater.finished()) {
          throw new DecodeException("a packed body is truncated");
        }
        write(buffer, count);
      }
    }

    void drain(InputStream from) throws IOException, DecodeException {
      for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
        write(buffer, count);
      }
    }

    void write(byte[] unpacked, int count) throws DecodeException {
      long size = (long) bytes.size() + count;
      if (size > maxSize) {
        throw new DecodeException("a body is too large");
      }
      if (size >= BOMB_FROM && size > packed * BOMB_FACTOR) {
        throw new DecodeException("a packed body is a compression bomb");
      }
      bytes.write(unpacked, 0, count);
    }
  }
}
