package org.tropea.protocol.stream;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.EndReason;

/**
 * Carries all that one channel reads to another: a stream to a socket, or a socket to a stream.
 *
 * <p>While the other side has no room, nothing more is read here, so neither side can make the
 * other one's memory grow. When this side ends, the other is closed once it has sent what it was
 * given, or a socket once it has taken nothing for 10 seconds. Both channels live on one loop.
 */
public final class Splice extends ChannelInboundHandlerAdapter {
  private static final int STUCK_SECONDS = 10;

  private final Channel other;

  private Splice(Channel other) {
    this.other = other;
  }

  /** Joins two channels, and starts reading both. */
  public static void join(Channel one, Channel two) {
    one.pipeline().addLast("splice", new Splice(two));
    two.pipeline().addLast("splice", new Splice(one));
    one.config().setAutoRead(true);
    two.config().setAutoRead(true);
    if (!one.isActive()) {
      finish(two);
    } else if (!two.isActive()) {
      finish(one);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    other.write(message, other.voidPromise());
    if (!other.isWritable()) {
      context.channel().config().setAutoRead(false);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    other.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (context.channel().isWritable()) {
      other.config().setAutoRead(true);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    finish(other);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // A reset is one way for conversations to end; the other side shall know that it was one.
    if (other instanceof TorStream stream && cause instanceof IOException) {
      stream.end(End.of(EndReason.CONNECTION_RESET));
    }
    context.close();
  }

  private static void finish(Channel channel) {
    if (channel.isActive()) {
      channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
      if (!(channel instanceof TorStream)) {
        closeWhenStuck(channel, pending(channel));
      }
    }
  }

  /** Else whoever never reads could keep sockets open for ever, long after their circuits. */
  private static void closeWhenStuck(Channel socket, long before) {
    if (!socket.isOpen()) {
      return;
    }
    Future<?> check =
        socket
            .eventLoop()
            .schedule(
                () -> {
                  long left = pending(socket);
                  if (left < before) {
                    closeWhenStuck(socket, left);
                  } else {
                    socket.close();
                  }
                },
                STUCK_SECONDS,
                TimeUnit.SECONDS);
    socket.closeFuture().addListener(done -> check.cancel(false));
  }

  private static long pending(Channel channel) {
    ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
    return out == null ? 0 : out.totalPendingWriteBytes();
  }
}
