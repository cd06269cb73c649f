package org.tropea.protocol.rate;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tropea.protocol.loop.Unwatched;

/**
 * Holds one connection to the {@link ByteLimits} of its node: bytes as TCP carries them, TLS
 * included.
 *
 * <p>Stands next to the socket. Where a rate is reached nothing is read, and what is written waits
 * in the socket's buffer, whose bound stops whoever writes. Whoever has just taken something waits
 * a little longer than those who have not, so that all have their turn. Confined to the
 * connection's loop; the buckets alone are shared.
 */
public final class RateGate extends ChannelDuplexHandler {
  private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private ByteLimits limits;
  private long read;
  private long written;
  private boolean wantsRead;
  private boolean wantsFlush;
  private @Nullable Future<?> readHold;
  private @Nullable Future<?> writeHold;

  RateGate(ByteLimits limits) {
    this.limits = limits;
  }

  /** From now on it is held to this rate besides; null for none. */
  public void limit(@Nullable Rate own) {
    limits = limits.and(own);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    read += ((ByteBuf) message).readableBytes();
    context.fireChannelRead(message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    long wait = take(limits.reading(), read, context);
    read = 0;
    if (wait > 0 && readHold == null) {
      limits.reading().waits(context.executor().ticker().nanoTime());
      holdReading(context, wait + TURN_NANOS);
    }
    context.fireChannelReadComplete();
  }

  @Override
  public void read(ChannelHandlerContext context) {
    if (readHold == null) {
      context.read();
    } else {
      wantsRead = true;
    }
  }

  private void holdReading(ChannelHandlerContext context, long wait) {
    readHold = context.executor().schedule(() -> readOn(context), wait, TimeUnit.NANOSECONDS);
    Channel channel = context.channel();
    if (channel.config().isAutoRead()) {
      // The loop goes on reading whatever passes this handler, until it is told not to. The flag
      // itself belongs to others.
      channel.config().setAutoRead(false);
      channel.config().setAutoRead(true);
    }
  }

  private void readOn(ChannelHandlerContext context) {
    readHold = null;
    long wait = debt(limits.reading(), context);
    if (wait > 0) {
      holdReading(context, wait);
    } else if (wantsRead) {
      wantsRead = false;
      context.read();
    }
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    written += ((ByteBuf) message).readableBytes();
    Unwatched.write(context, message, promise);
  }

  @Override
  public void flush(ChannelHandlerContext context) {
    if (writeHold != null) {
      wantsFlush = true;
      return;
    }
    long wait = take(limits.writing(), written, context);
    written = 0;
    context.flush();
    if (wait > 0 && writeHold == null) {
      limits.writing().waits(context.executor().ticker().nanoTime());
      holdWriting(context, wait + TURN_NANOS);
    }
  }

  private void holdWriting(ChannelHandlerContext context, long wait) {
    writeHold = context.executor().schedule(() -> writeOn(context), wait, TimeUnit.NANOSECONDS);
  }

  private void writeOn(ChannelHandlerContext context) {
    writeHold = null;
    long wait = debt(limits.writing(), context);
    if (wait > 0) {
      holdWriting(context, wait);
    } else if (wantsFlush) {
      wantsFlush = false;
      flush(context);
    }
  }

  private static long take(
      ByteLimits.Direction direction, long bytes, ChannelHandlerContext context) {
    if (bytes == 0 || direction.buckets().isEmpty()) {
      return 0;
    }
    long now = context.executor().ticker().nanoTime();
    long longest = 0;
    for (int i = 0; i < direction.buckets().size(); i++) {
      longest = Math.max(longest, direction.buckets().get(i).take(bytes, now));
    }
    return longest;
  }

  private static long debt(ByteLimits.Direction direction, ChannelHandlerContext context) {
    long now = context.executor().ticker().nanoTime();
    long longest = 0;
    for (TokenBucket each : direction.buckets()) {
      longest = Math.max(longest, each.debt(now));
    }
    return longest;
  }

  /** What waits to be written goes before the end, at any rate. */
  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    if (wantsFlush) {
      wantsFlush = false;
      context.flush();
    }
    Unwatched.close(context, promise);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (readHold != null) {
      readHold.cancel(false);
    }
    if (writeHold != null) {
      writeHold.cancel(false);
    }
  }
}
