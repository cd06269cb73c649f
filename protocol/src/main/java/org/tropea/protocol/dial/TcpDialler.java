package org.tropea.protocol.dial;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;

/** Connects by TCP, straight to the address and from whichever the kernel chooses. */
public final class TcpDialler implements Dialler {
  @Override
  public ChannelFuture dial(Dial dial, ChannelHandler first) {
    return new Bootstrap()
        .group(dial.loop())
        .channel(NioSocketChannel.class)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) dial.patience().toMillis())
        .option(ChannelOption.TCP_NODELAY, true)
        .handler(first)
        .connect(dial.address());
  }
}
