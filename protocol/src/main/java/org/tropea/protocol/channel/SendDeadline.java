package org.tropea.protocol.channel;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tropea.protocol.cell.ChannelException;
import org.tropea.protocol.loop.Unwatched;

/**
 * Closes a link whose peer takes nothing of what waits for it (case link-25).
 *
 * <p>Stands next to the socket, and looks five times within the limit, but only while bytes wait.
 * Confined to the channel's loop.
 */
final class SendDeadline extends ChannelOutboundHandlerAdapter {
  private static final int LOOKS = 5;

  private final long periodNanos;
  private int written;
  private int taken;
  private long takenOfNext;
  private int looksInVain;
  private @Nullable Future<?> timer;

  SendDeadline(Duration limit) {
    periodNanos = limit.toNanos() / LOOKS;
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    written++;
    Unwatched.write(context, message, promise);
  }

  @Override
  public void flush(ChannelHandlerContext context) {
    context.flush();
    if (timer == null) {
      ChannelOutboundBuffer buffer = waiting(context);
      if (buffer != null) {
        looksInVain = 0;
        note(buffer);
        arm(context);
      }
    }
  }

  /** What the kernel has not taken; null when it has taken all. */
  private static @Nullable ChannelOutboundBuffer waiting(ChannelHandlerContext context) {
    ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
    return buffer == null || buffer.isEmpty() ? null : buffer;
  }

  private void arm(ChannelHandlerContext context) {
    timer = context.executor().schedule(() -> look(context), periodNanos, TimeUnit.NANOSECONDS);
  }

  /** Notes how much was taken; whether that is more than before. */
  private boolean note(ChannelOutboundBuffer buffer) {
    int nowTaken = written - buffer.size();
    long nowTakenOfNext = buffer.currentProgress();
    boolean more = nowTaken != taken || nowTakenOfNext != takenOfNext;
    taken = nowTaken;
    takenOfNext = nowTakenOfNext;
    return more;
  }

  private void look(ChannelHandlerContext context) {
    timer = null;
    ChannelOutboundBuffer buffer = waiting(context);
    if (buffer == null) {
      return;
    }
    looksInVain = note(buffer) ? 0 : looksInVain + 1;
    // What was taken last may have been taken right after the look before.
    if (looksInVain < LOOKS - 1) {
      arm(context);
      return;
    }
    context.fireExceptionCaught(new ChannelException("the peer takes nothing any more"));
    // TLS would wait for its goodbye to be taken.
    Unwatched.close(context);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
