package org.tropea.control;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.control.authentication.Admission;
import org.tropea.control.command.CommandTable;
import org.tropea.control.command.Session;
import org.tropea.control.event.EventBus;
import org.tropea.control.protocol.CommandDecoder;
import org.tropea.control.protocol.ReplyEncoder;
import org.tropea.protocol.channel.ListenFailure;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.proxy.UnixSocket;

/**
 * All places where controllers connect, and one event loop for all of them. Its listeners are
 * opened before its commands are known, since a node that cannot be controlled does not start.
 * Thread-safe.
 */
public final class ControlServer implements AutoCloseable {
  /** How long a controller may take until it is let in. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Logger log = LoggerFactory.getLogger(ControlServer.class);
  private static final int MAX_CONNECTIONS = 256;
  private static final int CLOSE_SECONDS = 5;

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("tropea-control"), NioIoHandler.newFactory());
  private final EventLoop loop = group.next();
  private final EventBus events = new EventBus(loop);
  private final Admission admission;
  private final Runnable orphaned;
  private final ReplyEncoder encoder = new ReplyEncoder();
  private final Set<ControlConnection> connections = new LinkedHashSet<>();
  private final List<Channel> listeners = new ArrayList<>();
  private final List<UnixSocket> sockets = new ArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable CommandTable commands;

  /**
   * A server that listens nowhere yet.
   *
   * @param orphaned done when a controller is gone that owns the node
   */
  public ControlServer(Admission admission, Runnable orphaned) {
    this.admission = admission;
    this.orphaned = orphaned;
  }

  /** Brings events to the controllers. */
  public EventBus events() {
    return events;
  }

  /** On which all controllers live. */
  public EventLoop loop() {
    return loop;
  }

  /** What controllers can ask from now on; until then they wait for their answers. */
  public void use(CommandTable table) {
    commands = table;
    loop.execute(() -> List.copyOf(connections).forEach(ControlConnection::next));
  }

  @Nullable CommandTable commands() {
    return commands;
  }

  Admission admission() {
    return admission;
  }

  /**
   * Opens these, and is closed where one of them cannot be opened. Blocks.
   *
   * @throws IOException with a message that names the port
   */
  public void listen(List<ControlListener> places) throws IOException {
    try {
      for (ControlListener each : places) {
        listen(each);
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private void listen(ControlListener place) throws IOException {
    SocketAddress address = place.address();
    if (address instanceof UnixDomainSocketAddress unix) {
      UnixSocket socket = new UnixSocket(unix.getPath(), place.access());
      socket.prepare();
      listeners.add(bound(bind(address), "ControlSocket", null));
      sockets.add(socket);
      socket.open();
    } else {
      listeners.add(bound(bind(address), "ControlPort", (InetSocketAddress) address));
    }
  }

  private static Channel bound(
      ChannelFuture bind, String option, @Nullable InetSocketAddress address) throws IOException {
    ChannelFuture done = bind.awaitUninterruptibly();
    if (done.isSuccess()) {
      return done.channel();
    }
    throw address == null
        ? new IOException("cannot listen on a unix socket; is its path too long?", done.cause())
        : ListenFailure.of(option, address, done.cause());
  }

  private ChannelFuture bind(SocketAddress address) {
    boolean internet = address instanceof InetSocketAddress;
    ServerBootstrap listener =
        new ServerBootstrap()
            .group(group)
            .channel(internet ? NioServerSocketChannel.class : NioServerDomainSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel controller) {
                    CommandDecoder decoder = new CommandDecoder(ControlConnection.FIRST_LINE);
                    controller
                        .pipeline()
                        .addLast(decoder, encoder)
                        .addLast(new ControlConnection(ControlServer.this, decoder));
                  }
                });
    if (internet) {
      listener
          .option(ChannelOption.SO_REUSEADDR, true)
          .childOption(ChannelOption.TCP_NODELAY, true);
    }
    return listener.bind(address);
  }

  /** Where it listens, ports as they were chosen. */
  public List<SocketAddress> addresses() {
    return listeners.stream().map(Channel::localAddress).toList();
  }

  boolean admit(ControlConnection connection) {
    return connections.size() < MAX_CONNECTIONS && connections.add(connection);
  }

  void left(ControlConnection connection, Session session) {
    if (connections.remove(connection) && session.isOwner() && !closed.get()) {
      log.info("Owning controller connection has closed -- exiting now.");
      orphaned.run();
    }
  }

  /** Ends all connections and its loop; waits some seconds for that, unless on the loop itself. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    if (!loop.isShuttingDown()) {
      listeners.forEach(Unwatched::close);
      loop.execute(() -> List.copyOf(connections).forEach(ControlConnection::close));
      for (UnixSocket socket : sockets) {
        try {
          socket.remove();
        } catch (IOException e) {
          log.info("The file of a unix socket could not be removed; remove it by hand");
        }
      }
    }
    var ended = group.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS);
    if (!loop.inEventLoop()) {
      ended.awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
  }
}
