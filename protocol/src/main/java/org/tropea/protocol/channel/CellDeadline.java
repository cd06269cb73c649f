package org.tropea.protocol.channel;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tropea.protocol.cell.ChannelException;

/**
 * Closes a link on which a cell has begun and does not end in time (case circuit-21).
 *
 * <p>Whole cells cost nothing: it notes the time only where a read ends within a cell, and has one
 * timer at most, which looks again later when it meets a younger cell. Confined to the channel's
 * loop.
 */
final class CellDeadline {
  private final long limitNanos;
  private boolean within;
  private int cell;
  private long since;
  private @Nullable Future<?> timer;

  CellDeadline(Duration limit) {
    limitNanos = limit.toNanos();
  }

  /** A read is over; whether it ended within a cell, and how many came before that cell. */
  void onReadComplete(ChannelHandlerContext context, boolean endedWithin, int cellsBefore) {
    if (endedWithin && !(within && cell == cellsBefore)) {
      cell = cellsBefore;
      since = context.executor().ticker().nanoTime();
      if (timer == null) {
        arm(context, limitNanos);
      }
    }
    within = endedWithin;
  }

  private void arm(ChannelHandlerContext context, long nanos) {
    timer = context.executor().schedule(() -> look(context), nanos, TimeUnit.NANOSECONDS);
  }

  private void look(ChannelHandlerContext context) {
    timer = null;
    if (!within) {
      return;
    }
    long left = since + limitNanos - context.executor().ticker().nanoTime();
    if (left > 0) {
      arm(context, left);
    } else {
      context.fireExceptionCaught(new ChannelException("a cell began and did not end in time"));
    }
  }

  void cancel() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
