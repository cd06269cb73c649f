package org.tropea.control.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.TooLongFrameException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bytes in, {@link Command}s out. A line ends with LF or CRLF; a command that begins with {@code +}
 * goes on until a line that is a dot (control-spec 2.2). Holds no more than its limit; what is
 * longer, and a byte of zero, is an exception. Confined to the loop of its channel.
 */
public final class CommandDecoder extends ByteToMessageDecoder {
  /** The longest command of a controller that is known, its body included, in bytes: C tor's. */
  public static final int MAX_COMMAND = 1 << 20;

  private int limit;
  private int searched;
  private @Nullable String first;
  private final StringBuilder body = new StringBuilder();
  private int taken;

  /** Takes commands of at most so many bytes. */
  public CommandDecoder(int limit) {
    this.limit = limit;
  }

  /** From now on takes commands of at most so many bytes. */
  public void limit(int bytes) {
    limit = bytes;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    int from = in.readerIndex();
    int end = in.indexOf(from + searched, in.writerIndex(), (byte) '\n');
    int length = (end < 0 ? in.readableBytes() : end - from + 1);
    if (taken + length > limit) {
      in.skipBytes(in.readableBytes());
      throw new TooLongFrameException("a command is longer than " + limit + " bytes");
    }
    if (end < 0) {
      searched = length;
      return;
    }
    searched = 0;
    taken += length;
    String line = in.readCharSequence(length - 1, StandardCharsets.ISO_8859_1).toString();
    in.skipBytes(1);
    if (line.endsWith("\r")) {
      line = line.substring(0, line.length() - 1);
    }
    if (line.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a command holds a zero byte");
    }
    take(line, out);
  }

  private void take(String line, List<Object> out) {
    if (first == null && !line.startsWith("+")) {
      out.add(command(line, null));
    } else if (first == null) {
      first = line;
      return;
    } else if (line.equals(".")) {
      out.add(command(first, body.toString()));
      first = null;
      body.setLength(0);
    } else {
      body.append(line, line.startsWith(".") ? 1 : 0, line.length()).append('\n');
      return;
    }
    taken = 0;
  }

  private static Command command(String line, @Nullable String body) {
    int end = 0;
    while (end < line.length() && !Arguments.isSpace(line.charAt(end))) {
      end++;
    }
    return new Command(line.substring(0, end), line.substring(end).strip(), body);
  }
}
