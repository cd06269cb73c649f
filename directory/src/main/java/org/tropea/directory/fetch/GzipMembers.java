package org.tropea.directory.fetch;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.fetch.Decompression.Output;

/** Gzip members one behind the other (RFC 1952), each to its end. */
final class GzipMembers {
  private static final int MAGIC = 0x1f8b;
  private static final int DEFLATE = 8;
  private static final int HEADER_CHECKSUM = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  // CRC-32 and length: not looked at, as every document is signed or named by its digest.
  private static final int TRAILER = 8;

  private GzipMembers() {}

  static void unpack(byte[] body, Output output) throws DataFormatException, DecodeException {
    Inflater inflater = new Inflater(true);
    try {
      int position = 0;
      do {
        ByteReader header = new ByteReader(body, position, body.length - position);
        skipHeader(header);
        inflater.reset();
        inflater.setInput(body, body.length - header.remaining(), header.remaining());
        output.drain(inflater);
        ByteReader trailer =
            new ByteReader(body, body.length - inflater.getRemaining(), inflater.getRemaining());
        trailer.skip(TRAILER);
        position = body.length - trailer.remaining();
      } while (position < body.length);
    } finally {
      inflater.end();
    }
  }

  private static void skipHeader(ByteReader header) throws DecodeException {
    if (header.u16() != MAGIC || header.u8() != DEFLATE) {
      throw new DecodeException("a packed body is not gzip");
    }
    int flags = header.u8();
    header.skip(6);
    if ((flags & EXTRA) != 0) {
      int low = header.u8();
      header.skip(header.u8() << 8 | low);
    }
    if ((flags & NAME) != 0) {
      skipString(header);
    }
    if ((flags & COMMENT) != 0) {
      skipString(header);
    }
    if ((flags & HEADER_CHECKSUM) != 0) {
      header.skip(2);
    }
  }

  private static void skipString(ByteReader header) throws DecodeException {
    int character = header.u8();
    while (character != 0) {
      character = header.u8();
    }
  }
}
