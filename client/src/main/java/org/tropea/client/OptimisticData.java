package org.tropea.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.stream.TorStream;

/**
 * What a program says before its stream is connected (row X13). It goes out behind the BEGIN, where
 * the circuit is one whose streams may, and is kept, to go out again where the stream is tried on
 * another circuit. Confined to the loop of the {@link Connector} that it is given to.
 */
public final class OptimisticData {
  /**
   * How many bytes a program may say before it has to wait: what 500 cells hold, as many as C tor's
   * streams may send without an answer.
   */
  public static final int LIMIT = 500 * 498;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream(0);
  private @Nullable TorStream stream;
  private boolean kept = true;

  /** The program says {@code bytes}, which belong to the stream from now on. */
  public void say(ByteBuf bytes) {
    if (kept) {
      byte[] copy = new byte[bytes.readableBytes()];
      bytes.getBytes(bytes.readerIndex(), copy);
      said.writeBytes(copy);
    }
    if (stream == null || !stream.isOpen()) {
      bytes.release();
    } else {
      Unwatched.write(stream, bytes);
    }
  }

  /** The program says no more for now: what it said may be sent. */
  public void flush() {
    if (stream != null && stream.isActive()) {
      stream.flush();
    }
  }

  /** Whether nothing more should be read from the program until its stream is connected. */
  public boolean isFull() {
    return said.size() >= LIMIT;
  }

  /** All of it so far, as a copy: for the connector. */
  public ByteBuf all() {
    return Unpooled.wrappedBuffer(said.toByteArray());
  }

  /** {@code newStream} has been given {@link #all}, and gets what follows: for the connector. */
  public void follow(TorStream newStream) {
    stream = newStream;
  }

  /** It is decided whether there is a stream, so nothing is kept any more: for the connector. */
  public void forget() {
    kept = false;
    said.reset();
  }
}
