package org.tropea.proxy.request;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.function.Consumer;
import org.tropea.protocol.loop.Unwatched;

/** Where programs connect to, over TCP or by a unix socket. */
public final class ProgramListener {
  private ProgramListener() {}

  /**
   * Listens on {@code address}; programs that the user does not admit are closed at once.
   *
   * @param front puts the handlers of a new connection into its pipeline
   * @return the listening channel, once it is bound
   */
  public static ChannelFuture bind(
      Requests requests, SocketAddress address, Consumer<Channel> front) {
    boolean internet = address instanceof InetSocketAddress;
    ServerBootstrap listener =
        new ServerBootstrap()
            .group(requests.loop())
            .channel(internet ? NioServerSocketChannel.class : NioServerDomainSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel program) {
                    if (isAdmitted(requests, program)) {
                      front.accept(program);
                    } else {
                      requests
                          .warnings()
                          .warn("A program is refused by SocksPolicy, for its address; closing it");
                      Unwatched.close(program);
                    }
                  }
                });
    if (internet) {
      listener
          .option(ChannelOption.SO_REUSEADDR, true)
          .childOption(ChannelOption.TCP_NODELAY, true);
    }
    return listener.bind(address);
  }

  private static boolean isAdmitted(Requests requests, Channel program) {
    return !(program.remoteAddress() instanceof InetSocketAddress internet)
        || requests.caution().admits().test(internet.getAddress());
  }
}
