package org.tropea.proxy.socks;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.client.Connector;
import org.tropea.protocol.notice.RepeatedWarnings;
import org.tropea.protocol.stream.Lingering;

/** A port where programs ask for streams by SOCKS5. */
public final class SocksListener {
  private static final Logger log = LoggerFactory.getLogger(SocksListener.class);

  private SocksListener() {}

  /**
   * Listens on {@code address}.
   *
   * @param clock for how often the same warning may be repeated
   * @param timeout how long a program may take over its request
   * @return the listening channel, once it is bound
   */
  public static ChannelFuture bind(
      Connector connector, InetSocketAddress address, InstantSource clock, Duration timeout) {
    SocksPort port =
        new SocksPort(
            connector,
            new RepeatedWarnings(log, clock),
            timeout,
            new Lingering(Lingering.USUAL_BYTES));
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
                        new SocksGreeting(port.warnings()),
                        new SocksHandler(port, String.valueOf(program.localAddress()), program));
              }
            })
        .bind(address);
  }
}
