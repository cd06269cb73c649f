package org.tropea.metrics;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.tropea.protocol.channel.ListenFailure;
import org.tropea.protocol.loop.Unwatched;

/**
 * Where Prometheus asks: plain HTTP, one request to a connection, {@code GET /metrics} and nothing
 * else.
 *
 * <p>It has a thread of its own, so that requests cost the nodes' loops nothing. Addresses that may
 * not ask are closed before anything of them is read; others have {@value #SECONDS} seconds, and
 * there are at most {@value #MOST} of them at a time. Thread-safe.
 */
public final class MetricsPort implements AutoCloseable {
  static final int MOST = 32;
  static final int SECONDS = 15;

  private static final int MAX_LINE = 1024;
  private static final int MAX_HEADERS = 8192;
  private static final long CLOSE_SECONDS = 5;

  private final List<MetricsSource> sources;
  private final Predicate<InetAddress> admits;
  private final MultiThreadIoEventLoopGroup group;
  private final ChannelGroup open;
  private final List<Channel> listening = new ArrayList<>();

  private MetricsPort(List<MetricsSource> sources, Predicate<InetAddress> admits) {
    this.sources = List.copyOf(sources);
    this.admits = admits;
    group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("tropea-metrics", true), NioIoHandler.newFactory());
    open = new DefaultChannelGroup(group.next());
  }

  /**
   * Listens at all of {@code addresses}.
   *
   * @param admits who may ask
   * @throws IOException when it cannot listen at one of them
   */
  public static MetricsPort open(
      List<InetSocketAddress> addresses, Predicate<InetAddress> admits, List<MetricsSource> sources)
      throws IOException {
    MetricsPort port = new MetricsPort(sources, admits);
    for (InetSocketAddress address : addresses) {
      ChannelFuture bound = port.bind(address);
      bound.awaitUninterruptibly();
      if (!bound.isSuccess()) {
        port.close();
        throw ListenFailure.of("MetricsPort", address, bound.cause());
      }
      port.listening.add(bound.channel());
    }
    return port;
  }

  private ChannelFuture bind(InetSocketAddress address) {
    return new ServerBootstrap()
        .group(group)
        .channel(NioServerSocketChannel.class)
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel socket) {
                accept(socket);
              }
            })
        .bind(address);
  }

  private void accept(Channel socket) {
    InetAddress from = ((InetSocketAddress) socket.remoteAddress()).getAddress();
    if (!admits.test(from) || open.size() >= MOST) {
      Unwatched.close(socket);
      return;
    }
    open.add(socket);
    HttpDecoderConfig limits =
        new HttpDecoderConfig().setMaxInitialLineLength(MAX_LINE).setMaxHeaderSize(MAX_HEADERS);
    socket
        .pipeline()
        .addLast(
            new HttpRequestDecoder(limits),
            new HttpResponseEncoder(),
            new MetricsHandler(() -> Exposition.write(sources)));
    // A scrape that takes longer is of no use to anybody.
    var deadline =
        socket.eventLoop().schedule(() -> Unwatched.close(socket), SECONDS, TimeUnit.SECONDS);
    socket.closeFuture().addListener(closed -> deadline.cancel(false));
  }

  /** Where it listens. */
  public List<InetSocketAddress> addresses() {
    return listening.stream().map(each -> (InetSocketAddress) each.localAddress()).toList();
  }

  @Override
  public void close() {
    group
        .shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
        .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
  }
}
