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

  private GzipMembers() {}

  static void unpack(byte[] body, Output output) throws DataFormatException, DecodeException {
    int position = 0;
    do {
      ByteReader header = new ByteReader(body, position, body.length - position);
      skipHeader(header);
      Inflater inflater = new Inflater(true);
      try {
        inflater.setInput(body, body.length - header.remaining(), header.remaining());
        Decompression.drain(inflater, output);
        position = body.length - inflater.getRemaining();
      } finally {
        inflater.end();
      }
      new ByteReader(body, position, body.length - position).skip(8);
      position += 8;
    } while (position < body.length);
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
