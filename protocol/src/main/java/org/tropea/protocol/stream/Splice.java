package org.tropea.protocol.stream;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.EndReason;

/**
 * Carries all that one channel reads to another: a stream to a socket, or a socket to a stream.
 *
 * <p>While the other side has no room, nothing more is read here, so neither side can make the
 * other one's memory grow. When this side ends, the other is closed once it has sent what it was
 * given. Both channels live on one loop.
 */
public final class Splice extends ChannelInboundHandlerAdapter {
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
    }
  }
}
