package org.tropea.proxy.socks;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.tropea.client.Connector;

/** A port where programs ask for streams by SOCKS5. */
public final class SocksListener {
  private SocksListener() {}

  /**
   * Listens on {@code address}.
   *
   * @param timeout how long a program may take over its request
   * @return the listening channel, once it is bound
   */
  public static ChannelFuture bind(
      Connector connector, InetSocketAddress address, Duration timeout) {
    return new ServerBootstrap()
        .group(connector.loop())
        .channel(NioServerSocketChannel.class)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel program) {
                program
                    .pipeline()
                    .addLast(
                        new SocksGreeting(),
                        new SocksHandler(
                            connector,
                            String.valueOf(program.localAddress()),
                            program,
                            timeout.toMillis()));
              }
            })
        .bind(address);
  }
}
