package org.tropea.protocol.dial;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.net.UnixDomainSocketAddress;

/**
 * Opens the connections of a node. All of them go through here, so that an address to bind to, a
 * proxy or a transport has one place. Any thread.
 */
public interface Dialler {
  /**
   * Connects.
   *
   * @param first what sets the channel's pipeline up, before it is connected; on its loop
   * @return fails with what the kernel says, or a timeout of Netty
   */
  ChannelFuture dial(Dial dial, ChannelHandler first);

  /** Connects to a unix socket of this machine, which no proxy leads to; the rest as above. */
  default ChannelFuture dial(EventLoop loop, UnixDomainSocketAddress socket, ChannelHandler first) {
    return new Bootstrap()
        .group(loop)
        .channel(NioDomainSocketChannel.class)
        .handler(first)
        .connect(socket);
  }
}
