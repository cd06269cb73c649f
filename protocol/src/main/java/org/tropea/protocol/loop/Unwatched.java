package org.tropea.protocol.loop;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundInvoker;
import io.netty.channel.ChannelPromise;

/**
 * What a channel is asked to do and whose future nobody watches, because the failure has somewhere
 * else to go. Every other future is watched: the compiler sees to it, but in this class.
 */
@SuppressWarnings("FutureReturnValueIgnored")
public final class Unwatched {
  private Unwatched() {}

  /**
   * Closes it, or begins to. A channel is gone afterwards even where closing it failed; whoever has
   * to know when listens to its close future.
   */
  public static void close(ChannelOutboundInvoker channel) {
    channel.close();
  }

  /** The same in the middle of a pipeline: {@code promise} tells whoever asked for it. */
  public static void close(ChannelHandlerContext context, ChannelPromise promise) {
    context.close(promise);
  }

  /**
   * Writes it, without an object for the answer. Where the socket does not take it, Netty closes
   * the channel and tells its pipeline; where a handler cannot write it, that comes as an
   * exception.
   */
  public static void write(ChannelOutboundInvoker channel, Object message) {
    channel.write(message, channel.voidPromise());
  }

  /** The same in the middle of a pipeline: {@code promise} tells whoever wrote it. */
  public static void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    context.write(message, promise);
  }

  /** Writes it as {@link #write(ChannelOutboundInvoker, Object)} does, and flushes. */
  public static void writeAndFlush(ChannelOutboundInvoker channel, Object message) {
    channel.writeAndFlush(message, channel.voidPromise());
  }
}
