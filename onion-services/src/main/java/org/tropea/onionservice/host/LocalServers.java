package org.tropea.onionservice.host;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.protocol.channel.Machine;
import org.tropea.protocol.dial.Dial;
import org.tropea.protocol.dial.Dialler;
import org.tropea.protocol.dial.Purpose;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.message.Connected;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.stream.Lingering;
import org.tropea.protocol.stream.Splice;
import org.tropea.protocol.stream.TorStream;

/**
 * Servers of this machine or another, to which the ports of a service lead (row O11). Where a port
 * has several, each stream gets one by chance. Confined to the client's loop.
 */
public final class LocalServers implements Backend {
  private static final Logger log = LoggerFactory.getLogger(LocalServers.class);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);

  private final Map<Integer, List<SocketAddress>> targets;
  private final boolean tellsCircuit;
  private final Dialler dialler;
  private final SecureRandom random;
  private final Traffic traffic;
  private @Nullable Lingering lingering;

  /** Who is told how much servers read and write. On the client's loop; must not block. */
  public interface Traffic {
    /** Told nothing. */
    Traffic NONE = new Traffic() {};

    /** So many bytes were written to a server of that port. */
    default void written(int port, int bytes) {}

    /** So many bytes came from a server of that port. */
    default void read(int port, int bytes) {}
  }

  /**
   * @param tellsCircuit whether servers are told, by HAProxy's first line, which streams are of one
   *     client (row O23)
   */
  public LocalServers(List<VirtualPort> ports, boolean tellsCircuit, Machine machine) {
    this(ports, tellsCircuit, machine, Traffic.NONE);
  }

  /**
   * The same.
   *
   * @param traffic told what goes to servers, and comes from them
   */
  public LocalServers(
      List<VirtualPort> ports, boolean tellsCircuit, Machine machine, Traffic traffic) {
    this.traffic = traffic;
    this.targets =
        ports.stream()
            .collect(
                Collectors.groupingBy(
                    VirtualPort::port,
                    Collectors.mapping(VirtualPort::target, Collectors.toList())));
    this.tellsCircuit = tellsCircuit;
    this.dialler = machine.dialler();
    this.random = machine.random();
  }

  @Override
  public boolean has(int port) {
    return targets.containsKey(port);
  }

  @Override
  public void connect(TorStream stream, int port, long circuit) {
    List<SocketAddress> all = targets.getOrDefault(port, List.of());
    SocketAddress target = all.get(random.nextInt(all.size()));
    ChannelFuture connecting = dial(stream.eventLoop(), target, port);
    connecting.addListener(
        done -> {
          if (!done.isSuccess()) {
            log.info("An onion service's server for port {} cannot be reached; is it up?", port);
            stream.end(End.of(reason(done.cause())));
          } else if (!stream.isOpen()) {
            Unwatched.close(connecting.channel());
          } else {
            join(stream, connecting.channel(), port, circuit);
          }
        });
    stream
        .closeFuture()
        .addListener(
            closed -> {
              if (!connecting.isDone()) {
                Unwatched.close(connecting.channel());
              }
            });
  }

  private ChannelFuture dial(EventLoop loop, SocketAddress target, int port) {
    if (target instanceof InetSocketAddress address) {
      return dialler.dial(
          new Dial(Purpose.SERVICE, loop, address, CONNECT_TIMEOUT), new Unset(port));
    }
    return dialler.dial(loop, (UnixDomainSocketAddress) target, new Unset(port));
  }

  private void join(TorStream stream, Channel socket, int port, long circuit) {
    if (tellsCircuit) {
      Unwatched.writeAndFlush(
          socket, Unpooled.copiedBuffer(haproxyLine(circuit, port), StandardCharsets.US_ASCII));
    }
    stream.accept(new Connected(null, 0));
    Lingering ours = lingering;
    if (ours == null) {
      ours = new Lingering(Lingering.USUAL_BYTES);
      lingering = ours;
    }
    Splice.join(socket, stream, ours);
  }

  /** As C tor writes it: the circuit's number in an address that is nobody's, and in a port. */
  static String haproxyLine(long circuit, int port) {
    return "PROXY TCP6 fc00:dead:beef:4dad::%x:%x ::1 %d %d\r\n"
        .formatted(circuit >>> 16 & 0xffff, circuit & 0xffff, circuit & 0xffff, port);
  }

  private static EndReason reason(Throwable failure) {
    if (failure instanceof ConnectTimeoutException) {
      return EndReason.TIMEOUT;
    }
    if (failure instanceof NoRouteToHostException) {
      return EndReason.NO_ROUTE;
    }
    return failure instanceof ConnectException ? EndReason.CONNECT_REFUSED : EndReason.MISC;
  }

  /** A socket reads nothing until it is joined to its stream. */
  private final class Unset extends ChannelInitializer<Channel> {
    private final int port;

    Unset(int port) {
      this.port = port;
    }

    @Override
    protected void initChannel(Channel socket) {
      socket.pipeline().addLast(new Counting(port));
      socket.config().setAutoRead(false);
    }
  }

  /** Tells of what passes. */
  private final class Counting extends ChannelDuplexHandler {
    private final int port;

    Counting(int port) {
      this.port = port;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof ByteBuf bytes) {
        traffic.read(port, bytes.readableBytes());
      }
      context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      if (message instanceof ByteBuf bytes) {
        traffic.written(port, bytes.readableBytes());
      }
      Unwatched.write(context, message, promise);
    }
  }
}
