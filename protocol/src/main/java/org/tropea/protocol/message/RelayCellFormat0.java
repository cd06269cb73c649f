package org.tropea.protocol.message;

import java.security.SecureRandom;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;

/**
 * The older inside of a relay cell (tor-spec 6.1), one message in 509 bytes: command (1),
 * recognized (2), stream id (2), digest (4), length (2), message, fill. Recognized and digest
 * belong to the onion layer, which sets and checks them.
 */
public final class RelayCellFormat0 {
  /** The longest message, and so the most data of a stream in one cell, in bytes. */
  public static final int MAX_DATA = 498;

  private static final int BODY_LENGTH = 509;
  private static final int HEADER_LENGTH = BODY_LENGTH - MAX_DATA;
  private static final int LENGTH_OFFSET = HEADER_LENGTH - 2;
  private static final int ZEROS_LENGTH = 4;

  private RelayCellFormat0() {}

  /**
   * A cell body with recognized and digest zero. Behind the message stand four zero bytes, then
   * {@code random} ones, so that nobody can predict what the digests cover (proposal 289).
   */
  public static byte[] pack(int streamId, RelayMessage message, SecureRandom random) {
    ByteWriter writer = new ByteWriter(BODY_LENGTH);
    writer.u8(message.command()).u16(0).u16(streamId).i32(0).u16(0);
    message.write(writer);
    int room = BODY_LENGTH - writer.length();
    if (room < 0) {
      throw new IllegalArgumentException("a message has at most 498 bytes");
    }
    int zeros = Math.min(ZEROS_LENGTH, room);
    byte[] fill = new byte[room - zeros];
    random.nextBytes(fill);
    byte[] body = writer.bytes(new byte[zeros]).bytes(fill).toByteArray();
    int length = MAX_DATA - room;
    body[LENGTH_OFFSET] = (byte) (length >> 8);
    body[LENGTH_OFFSET + 1] = (byte) length;
    return body;
  }

  /** The message in a body that the onion layer has recognized; {@link Data} points into it. */
  public static AddressedMessage unpack(byte[] body) throws DecodeException {
    ByteReader reader = new ByteReader(body);
    int command = reader.u8();
    reader.skip(2);
    int streamId = reader.u16();
    reader.skip(4);
    int length = reader.u16();
    if (length > reader.remaining()) {
      throw new DecodeException("a relay cell holds a message longer than itself");
    }
    return new AddressedMessage(streamId, RelayMessage.read(command, body, HEADER_LENGTH, length));
  }
}
