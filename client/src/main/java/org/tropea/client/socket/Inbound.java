package org.tropea.client.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.stream.TorStream;

/**
 * What a stream brings, until a thread reads it: one read of the stream waits here, and the next is
 * asked for when that is taken, so that a slow program stops the sender. The loop puts, any thread
 * takes.
 */
final class Inbound extends ChannelInboundHandlerAdapter {
  private final TorStream stream;
  private final Queue<byte[]> waiting = new ArrayDeque<>();
  private byte[] current = {};
  private int position;
  private boolean asked = true;
  private boolean ended;
  private boolean closed;

  Inbound(TorStream stream) {
    this.stream = stream;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (message instanceof ByteBuf bytes) {
        byte[] copy = new byte[bytes.readableBytes()];
        bytes.readBytes(copy);
        put(copy);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private synchronized void put(byte[] bytes) {
    if (bytes.length > 0) {
      waiting.add(bytes);
      asked = false;
      notifyAll();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    end();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    Unwatched.close(context);
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** Whoever reads or is about to is told that the socket was closed. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  synchronized int available() {
    return current.length - position;
  }

  /**
   * Takes bytes; waits for one at least.
   *
   * @param timeout milliseconds, 0 for ever
   * @return -1 where the other side has said all
   */
  synchronized int take(byte[] bytes, int offset, int length, int timeout) throws IOException {
    if (length == 0) {
      return 0;
    }
    await(timeout);
    if (position == current.length) {
      byte[] next = waiting.poll();
      if (next == null) {
        return atEnd();
      }
      current = next;
      position = 0;
    }
    int taken = Math.min(length, current.length - position);
    System.arraycopy(current, position, bytes, offset, taken);
    position += taken;
    return taken;
  }

  private int atEnd() throws SocketException {
    EndReason reason = stream.endReason();
    if (reason != null && !reason.equals(EndReason.DONE)) {
      throw new SocketException("the connection was broken: " + reason);
    }
    return -1;
  }

  private void await(int timeout) throws IOException {
    long deadline = stream.eventLoop().ticker().nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeout);
    while (!closed && position == current.length && waiting.isEmpty() && !ended) {
      if (!asked) {
        asked = true;
        askLoop();
      }
      long left = deadline - stream.eventLoop().ticker().nanoTime();
      if (timeout > 0 && left <= 0) {
        throw new SocketTimeoutException("nothing came in time");
      }
      try {
        if (timeout > 0) {
          TimeUnit.NANOSECONDS.timedWait(this, left);
        } else {
          wait();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new SocketException("interrupted while waiting for bytes");
      }
    }
    if (closed) {
      throw new SocketException("the socket is closed");
    }
  }

  private void askLoop() throws SocketException {
    try {
      stream.eventLoop().execute(stream::read);
    } catch (RejectedExecutionException e) {
      throw new SocketException("the client was closed");
    }
  }

  /** As a stream of bytes; {@code socket} is closed with it. */
  InputStream stream(TorSocket socket) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        return take(bytes, offset, length, socket.getSoTimeout());
      }

      @Override
      public int available() {
        return Inbound.this.available();
      }

      @Override
      public void close() throws IOException {
        socket.close();
      }
    };
  }
}
