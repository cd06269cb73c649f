package org.tropea.protocol.message;

import java.security.SecureRandom;
import java.util.Arrays;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;

/**
 * The newer inside of a relay cell (proposal 340), one message in 509 bytes: tag (16), command (1),
 * length (2), stream id (2) where the command is one of streams, message, fill. The tag belongs to
 * the onion layer.
 *
 * <p>Where a message begins depends on its command, so that one of an unknown command cannot be
 * read.
 */
public final class RelayCellFormat1 implements RelayCellFormat {
  /** It has no state. */
  public static final RelayCellFormat1 INSTANCE = new RelayCellFormat1();

  private static final int BODY_LENGTH = 509;
  private static final int COMMAND_OFFSET = 16;
  private static final int LENGTH_OFFSET = 17;
  private static final int STREAM_ID_OFFSET = 19;

  /** Where a message of a stream begins; one without is two bytes before. */
  private static final int STREAM_HEADER_LENGTH = 21;

  private RelayCellFormat1() {}

  @Override
  public int maxData() {
    return BODY_LENGTH - STREAM_HEADER_LENGTH;
  }

  @Override
  public int dataOffset() {
    return STREAM_HEADER_LENGTH;
  }

  @Override
  public byte[] bodyForData() {
    return new byte[BODY_LENGTH];
  }

  /**
   * The tag is zero.
   *
   * @throws IllegalArgumentException also when the message has a stream and should not, or the
   *     other way round
   */
  @Override
  public byte[] pack(int streamId, RelayMessage message, SecureRandom random) {
    int command = message.command();
    boolean isStreams = RelayCommand.isStreams(command);
    if (isStreams != (streamId != 0) || streamId >>> 16 != 0) {
      throw new IllegalArgumentException("a stream number that its message cannot have");
    }
    int start = start(command);
    byte[] body;
    int length;
    if (message instanceof Data data && isInPlace(data)) {
      body = data.array();
      length = data.length();
      Arrays.fill(body, 0, COMMAND_OFFSET, (byte) 0);
    } else {
      ByteWriter writer = new ByteWriter(BODY_LENGTH);
      message.write(writer.bytes(new byte[start]));
      length = writer.length() - start;
      if (writer.length() > BODY_LENGTH) {
        throw new IllegalArgumentException("a message has at most 490 bytes, one of a stream 488");
      }
      body = Arrays.copyOf(writer.toByteArray(), BODY_LENGTH);
    }
    body[COMMAND_OFFSET] = (byte) command;
    setU16(body, LENGTH_OFFSET, length);
    if (isStreams) {
      setU16(body, STREAM_ID_OFFSET, streamId);
    }
    Fill.behind(body, start + length, random);
    return body;
  }

  private static boolean isInPlace(Data data) {
    return data.offset() == STREAM_HEADER_LENGTH && data.array().length == BODY_LENGTH;
  }

  @Override
  public AddressedMessage unpack(byte[] body) throws DecodeException {
    int command = command(body);
    if (!RelayCommand.isKnown(command)) {
      throw new DecodeException("a relay cell of an unknown command");
    }
    if (!fits(body)) {
      throw new DecodeException("a relay cell holds a message longer than itself");
    }
    int length = u16(body, LENGTH_OFFSET);
    return new AddressedMessage(
        streamId(body), RelayMessage.read(command, body, start(command), length));
  }

  @Override
  public int command(byte[] body) {
    return body[COMMAND_OFFSET] & 0xff;
  }

  @Override
  public int streamId(byte[] body) {
    return RelayCommand.isStreams(command(body)) ? u16(body, STREAM_ID_OFFSET) : 0;
  }

  @Override
  public boolean fits(byte[] body) {
    int command = command(body);
    return RelayCommand.isKnown(command)
        && u16(body, LENGTH_OFFSET) <= BODY_LENGTH - start(command);
  }

  @Override
  public ByteReader contents(byte[] body) {
    return new ByteReader(body, start(command(body)), u16(body, LENGTH_OFFSET));
  }

  private static int start(int command) {
    return RelayCommand.isStreams(command) ? STREAM_HEADER_LENGTH : STREAM_ID_OFFSET;
  }

  private static int u16(byte[] body, int offset) {
    return (body[offset] & 0xff) << 8 | (body[offset + 1] & 0xff);
  }

  private static void setU16(byte[] body, int offset, int value) {
    body[offset] = (byte) (value >> 8);
    body[offset + 1] = (byte) value;
  }
}
