package org.tropea.protocol.channel;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.key.Curve25519;
import org.tropea.protocol.cell.ChannelException;
import org.tropea.protocol.linkspec.RelayTarget;

/**
 * The open channels of this node, at most one per relay (row L15).
 *
 * <p>Who asks for a relay while a link to it is being opened gets the same link. Confined to one
 * loop, on which all its channels live.
 */
public final class ChannelRegistry {
  private static final int CONNECT_TIMEOUT_MILLIS = 10_000;

  private final EventLoop loop;
  private final ChannelTls tls;
  private final Curve25519 curve;
  private final InstantSource clock;
  private final SecureRandom random;
  private final Map<RelayTarget, Future<TorChannel>> channels = new HashMap<>();

  /** A registry without channels. */
  public ChannelRegistry(
      EventLoop loop, ChannelTls tls, Curve25519 curve, InstantSource clock, SecureRandom random) {
    this.loop = loop;
    this.tls = tls;
    this.curve = curve;
    this.clock = clock;
    this.random = random;
  }

  /**
   * A channel to {@code target}: the one there is, or a new one.
   *
   * @param progress told how a new link comes along, on the loop
   * @return fails with a {@link ChannelException} that says what went wrong
   */
  public Future<TorChannel> channelTo(RelayTarget target, Consumer<LinkPhase> progress) {
    assert loop.inEventLoop();
    Future<TorChannel> known = channels.get(target);
    if (known != null && (!known.isDone() || isUsable(known))) {
      return known;
    }
    Promise<TorChannel> opened = loop.newPromise();
    channels.put(target, opened);
    opened.addListener(
        done -> {
          if (done.isSuccess()) {
            progress.accept(LinkPhase.OPEN);
            opened.getNow().closeFuture().addListener(c -> channels.remove(target, opened));
          } else {
            channels.remove(target, opened);
          }
        });
    connect(target, 0, progress, opened);
    return opened;
  }

  /** Closes every channel. */
  public void close() {
    assert loop.inEventLoop();
    for (Future<TorChannel> channel : List.copyOf(channels.values())) {
      channel.addListener(
          done -> {
            if (done.isSuccess()) {
              channel.getNow().close();
            }
          });
    }
  }

  private static boolean isUsable(Future<TorChannel> channel) {
    return channel.isSuccess() && channel.getNow().isOpen();
  }

  /** Tries the target's addresses one after the other. */
  private void connect(
      RelayTarget target, int index, Consumer<LinkPhase> progress, Promise<TorChannel> opened) {
    InetSocketAddress address = target.addresses().get(index);
    progress.accept(LinkPhase.CONNECTING);
    ChannelFuture connected =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel socket) {
                    socket
                        .pipeline()
                        .addLast(
                            tls.clientHandler(socket.alloc(), random),
                            new CellDecoder(),
                            new CellEncoder(),
                            new InitiatorHandshake(target, curve, clock, random, opened));
                  }
                })
            .connect(address);
    connected.addListener(
        done -> {
          if (done.isSuccess()) {
            progress.accept(LinkPhase.CONNECTED);
          } else if (index + 1 < target.addresses().size()) {
            connect(target, index + 1, progress, opened);
          } else {
            opened.tryFailure(new ChannelException(whyNotConnected(done.cause())));
          }
        });
  }

  private static String whyNotConnected(@Nullable Throwable cause) {
    if (cause instanceof io.netty.channel.ConnectTimeoutException) {
      return "the relay did not answer in time";
    }
    if (cause instanceof ConnectException) {
      return "the relay refused the connection";
    }
    // The kernel's "network is unreachable" has no class of its own.
    if (cause instanceof SocketException && !(cause instanceof BindException)) {
      return "there is no route to the relay";
    }
    return "the connection to the relay failed";
  }
}
