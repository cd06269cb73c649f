package org.tropea.protocol.stream;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.EndReason;

/**
 * Carries all that one channel reads to another: a stream to a socket, or a socket to a stream.
 *
 * <p>While the other side has no room, nothing more is read here, so neither side can make the
 * other one's memory grow. When this side ends, all that came from it goes to the other, which is
 * closed once it has sent that: a stream while its circuit lives, a socket as {@link Lingering} has
 * patience. Both channels live on one loop.
 */
public final class Splice extends ChannelInboundHandlerAdapter {
  private final Channel other;
  private final Lingering lingering;
  private boolean ending;

  private Splice(Channel other, Lingering lingering) {
    this.other = other;
    this.lingering = lingering;
  }

  /** Joins a stream and a socket, and starts reading both. */
  public static void join(Channel socket, TorStream stream, Lingering lingering) {
    Splice toStream = new Splice(stream, lingering);
    Splice toSocket = new Splice(socket, lingering);
    socket.pipeline().addLast("splice", toStream);
    stream.pipeline().addLast("splice", toSocket);
    // A socket whose peer has said all still takes what the stream brings.
    socket.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    toSocket.ending = stream.endReason() != null;
    socket.config().setAutoRead(true);
    stream.config().setAutoRead(true);
    if (!socket.isActive()) {
      toStream.finish(stream);
    } else if (!stream.isActive()) {
      toSocket.finish(socket);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    Unwatched.write(other, message);
    if (!ending && !other.isWritable()) {
      context.channel().config().setAutoRead(false);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    other.flush();
    if (context.channel() instanceof TorStream stream) {
      stream.waitsBeyond(waiting(other));
    }
  }

  private static long waiting(Channel socket) {
    ChannelOutboundBuffer buffer = socket.unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (context.channel().isWritable()) {
      other.config().setAutoRead(true);
    }
    if (other instanceof TorStream stream) {
      stream.waitsBeyond(waiting(context.channel()));
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      finish(other);
    } else if (event instanceof EndReason) {
      // No more than its window will come: the circuit need not be waited for.
      ending = true;
      context.channel().config().setAutoRead(true);
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
    Unwatched.close(context);
  }

  private void finish(Channel channel) {
    if (!channel.isActive()) {
      return;
    }
    if (channel instanceof TorStream) {
      // As long as its circuit lives.
      channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    } else {
      lingering.closeWhenDone(channel);
    }
  }
}
