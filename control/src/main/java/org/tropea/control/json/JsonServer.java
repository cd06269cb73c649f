package org.tropea.control.json;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.control.authentication.Token;
import org.tropea.control.event.EventBus;
import org.tropea.protocol.channel.ListenFailure;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.proxy.UnixSocket;

/**
 * All places where the API is asked: HTTP/1.1, one request to a connection, on the loop of the
 * control port. At most {@value #MOST} connections at a time, {@value #SECONDS} seconds for a
 * request and its answer, {@value #MAX_BODY} bytes for its body, which says nothing. Thread-safe.
 */
public final class JsonServer implements AutoCloseable {
  static final int MOST = 64;
  static final int SECONDS = 15;
  static final int MAX_BODY = 1_024;

  private static final Logger log = LoggerFactory.getLogger(JsonServer.class);
  private static final int MAX_LINE = 1_024;
  private static final int MAX_HEADERS = 8_192;

  private final EventLoop loop;
  private final EventBus events;
  private final Token token;
  private final ChannelGroup open;
  private final List<Channel> listeners = new ArrayList<>();
  private final List<UnixSocket> sockets = new ArrayList<>();
  private volatile @Nullable Node node;

  /**
   * A server that listens nowhere yet.
   *
   * @param loop of the control port
   * @param events which tells on that loop
   */
  public JsonServer(EventLoop loop, EventBus events, Token token) {
    this.loop = loop;
    this.events = events;
    this.token = token;
    this.open = new DefaultChannelGroup(loop);
  }

  /** What is asked from now on; until then requests are put off. */
  public void use(Node asked) {
    node = asked;
  }

  @Nullable Node node() {
    return node;
  }

  EventBus events() {
    return events;
  }

  /**
   * Opens these, and is closed where one of them cannot be opened. Blocks.
   *
   * @throws IOException with a message that names the port
   * @throws IllegalArgumentException for an address that other machines reach
   */
  public void listen(List<JsonListener> places) throws IOException {
    try {
      for (JsonListener each : places) {
        listen(each);
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private void listen(JsonListener place) throws IOException {
    if (place.address() instanceof UnixDomainSocketAddress unix) {
      UnixSocket socket = new UnixSocket(unix.getPath(), place.access());
      socket.prepare();
      ChannelFuture bound = bind(place).awaitUninterruptibly();
      if (!bound.isSuccess()) {
        throw new IOException(
            "cannot listen on a unix socket; is its path too long?", bound.cause());
      }
      listeners.add(bound.channel());
      sockets.add(socket);
      socket.open();
      return;
    }
    InetSocketAddress address = (InetSocketAddress) place.address();
    if (!address.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException("the JSON API is for this machine only");
    }
    ChannelFuture bound = bind(place).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      String option = place.dashboard() ? "Dashboard" : "JsonPort";
      throw ListenFailure.of(option, address, bound.cause());
    }
    listeners.add(bound.channel());
  }

  private ChannelFuture bind(JsonListener place) {
    boolean internet = place.address() instanceof InetSocketAddress;
    ServerBootstrap listener =
        new ServerBootstrap()
            .group(loop)
            .channel(internet ? NioServerSocketChannel.class : NioServerDomainSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel connection) {
                    accept(connection, place);
                  }
                });
    if (internet) {
      listener.option(ChannelOption.SO_REUSEADDR, true);
    }
    return listener.bind(place.address());
  }

  private void accept(Channel connection, JsonListener place) {
    if (open.size() >= MOST) {
      log.info("Too many connections to the JSON API; closing the newest");
      Unwatched.close(connection);
      return;
    }
    open.add(connection);
    SocketAddress here = connection.localAddress();
    int port = here instanceof InetSocketAddress internet ? internet.getPort() : 0;
    HttpDecoderConfig limits =
        new HttpDecoderConfig().setMaxInitialLineLength(MAX_LINE).setMaxHeaderSize(MAX_HEADERS);
    connection
        .pipeline()
        .addLast(
            new HttpServerCodec(limits),
            new HttpObjectAggregator(MAX_BODY, true),
            new JsonConnection(this, place, new Gate(token, port)));
  }

  /** Where it listens, in the order of the places, ports as they were chosen. */
  public List<SocketAddress> addresses() {
    return listeners.stream().map(Channel::localAddress).toList();
  }

  /** Ends all connections; before the loop's end. */
  @Override
  public void close() {
    listeners.forEach(Unwatched::close);
    open.forEach(Unwatched::close);
    for (UnixSocket socket : sockets) {
      try {
        socket.remove();
      } catch (IOException e) {
        log.info("The file of a unix socket could not be removed; remove it by hand");
      }
    }
  }
}
