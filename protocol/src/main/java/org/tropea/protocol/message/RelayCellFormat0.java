package org.tropea.protocol.message;

import java.security.SecureRandom;
import java.util.Arrays;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;

/**
 * The older inside of a relay cell (tor-spec 6.1), one message in 509 bytes: command (1),
 * recognized (2), stream id (2), digest (4), length (2), message, fill. Recognized and digest
 * belong to the onion layer, which sets and checks them.
 */
public final class RelayCellFormat0 implements RelayCellFormat {
  /** It has no state. */
  public static final RelayCellFormat0 INSTANCE = new RelayCellFormat0();

  /** The longest message, in bytes. */
  static final int MAX_DATA = 498;

  private static final int BODY_LENGTH = 509;

  /** Where the message begins, in bytes from the start of the body. */
  static final int HEADER_LENGTH = BODY_LENGTH - MAX_DATA;

  private static final int STREAM_ID_OFFSET = 3;
  private static final int LENGTH_OFFSET = HEADER_LENGTH - 2;

  private RelayCellFormat0() {}

  @Override
  public int maxData() {
    return MAX_DATA;
  }

  @Override
  public int dataOffset() {
    return HEADER_LENGTH;
  }

  /** Recognized and digest are zero. Behind the message stand four zero bytes, then random ones. */
  @Override
  public byte[] pack(int streamId, RelayMessage message, SecureRandom random) {
    if (message instanceof Data data && isInPlace(data)) {
      return packInPlace(streamId, data, random);
    }
    ByteWriter writer = new ByteWriter(BODY_LENGTH);
    writer.u8(message.command()).u16(0).u16(streamId).i32(0).u16(0);
    message.write(writer);
    int end = writer.length();
    if (end > BODY_LENGTH) {
      throw new IllegalArgumentException("a message has at most 498 bytes");
    }
    byte[] body = Arrays.copyOf(writer.toByteArray(), BODY_LENGTH);
    Fill.behind(body, end, random);
    int length = end - HEADER_LENGTH;
    body[LENGTH_OFFSET] = (byte) (length >> 8);
    body[LENGTH_OFFSET + 1] = (byte) length;
    return body;
  }

  @Override
  public byte[] bodyForData() {
    return new byte[BODY_LENGTH];
  }

  private static boolean isInPlace(Data data) {
    return data.offset() == HEADER_LENGTH && data.array().length == BODY_LENGTH;
  }

  private static byte[] packInPlace(int streamId, Data data, SecureRandom random) {
    if (streamId >>> 16 != 0) {
      throw new IllegalArgumentException("a stream id has 16 bits");
    }
    byte[] body = data.array();
    Arrays.fill(body, 0, HEADER_LENGTH, (byte) 0);
    body[0] = RelayCommand.DATA;
    body[STREAM_ID_OFFSET] = (byte) (streamId >> 8);
    body[STREAM_ID_OFFSET + 1] = (byte) streamId;
    body[LENGTH_OFFSET] = (byte) (data.length() >> 8);
    body[LENGTH_OFFSET + 1] = (byte) data.length();
    Fill.behind(body, HEADER_LENGTH + data.length(), random);
    return body;
  }

  @Override
  public int command(byte[] body) {
    return body[0] & 0xff;
  }

  @Override
  public int streamId(byte[] body) {
    return u16(body, STREAM_ID_OFFSET);
  }

  @Override
  public boolean fits(byte[] body) {
    return u16(body, LENGTH_OFFSET) <= MAX_DATA;
  }

  @Override
  public ByteReader contents(byte[] body) {
    return new ByteReader(body, HEADER_LENGTH, u16(body, LENGTH_OFFSET));
  }

  private static int u16(byte[] body, int offset) {
    return (body[offset] & 0xff) << 8 | (body[offset + 1] & 0xff);
  }

  @Override
  public AddressedMessage unpack(byte[] body) throws DecodeException {
    ByteReader reader = new ByteReader(body);
    int command = reader.u8();
    reader.skip(2);
    int streamId = reader.u16();
    reader.skip(4);
    int length = reader.u16();
    if (length > reader.remaining()) {
      throw new DecodeException("a relay cell holds a message longer than itself");
    }
    if (command == RelayCommand.SENDME && streamId != 0) {
      // Nobody reads what is in a stream's.
      return new AddressedMessage(streamId, Sendme.ofStream());
    }
    return new AddressedMessage(streamId, RelayMessage.read(command, body, HEADER_LENGTH, length));
  }
}
