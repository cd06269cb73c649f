package org.tropea.protocol.channel;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.protocol.cell.ChannelException;
import org.tropea.protocol.linkspec.RelayTarget;

/**
 * The open channels of this node (row L15).
 *
 * <p>Who asks for a relay that is linked gets that link, whoever opened it, if it is canonical or
 * leads to an address asked for; of several a canonical one, and the oldest of these. Who asks
 * while a link is being opened waits for it. Confined to one loop; the channels may live on others.
 */
public final class ChannelRegistry {
  private static final int CONNECT_TIMEOUT_MILLIS = 10_000;

  private final EventLoop loop;
  private final Supplier<EventLoop> socketLoops;
  private final LinkParty party;
  private final TlsContext tls;
  private final Map<RelayTarget, Future<TorChannel>> dialled = new HashMap<>();
  private final Map<RsaIdentity, List<Link>> links = new HashMap<>();

  /** An open link, and the address of its other end. */
  private record Link(TorChannel channel, InetAddress address) {
    /** Identity alone is not enough: else a relay could draw circuits meant for another address. */
    boolean leadsTo(RelayTarget target) {
      VerifiedPeer peer = channel.peer();
      return peer != null
          && peer.is(target)
          && channel.isOpen()
          && (channel.isCanonical()
              || target.addresses().stream().anyMatch(a -> address.equals(a.getAddress())));
    }
  }

  /** A registry whose new links live on loops of {@code socketLoops}. */
  public ChannelRegistry(EventLoop loop, Supplier<EventLoop> socketLoops, LinkParty party) {
    this.loop = loop;
    this.socketLoops = socketLoops;
    this.party = party;
    this.tls = party.tls().client(party.keys().get() != null);
    // Whoever ends a node ends its loops, even when it has no time to close us.
    loop.terminationFuture().addListener(ended -> tls.close());
  }

  /** The loop to call it on. */
  public EventLoop loop() {
    return loop;
  }

  /**
   * A channel to {@code target}: the one there is, or a new one.
   *
   * @param progress told how a new link comes along, on the loop
   * @return fails with a {@link ChannelException} that says what went wrong
   */
  public Future<TorChannel> channelTo(RelayTarget target, Consumer<LinkPhase> progress) {
    return channelTo(target, socketLoops.get(), progress);
  }

  /** The same; a new link lives on {@code home}. */
  public Future<TorChannel> channelTo(
      RelayTarget target, EventLoop home, Consumer<LinkPhase> progress) {
    assert loop.inEventLoop();
    Link link = best(target);
    if (link != null) {
      return loop.newSucceededFuture(link.channel());
    }
    Future<TorChannel> known = dialled.get(target);
    if (known != null && !known.isDone()) {
      return known;
    }
    Promise<TorChannel> opened = loop.newPromise();
    dialled.put(target, opened);
    opened.addListener(
        done -> {
          if (done.isSuccess()) {
            progress.accept(LinkPhase.OPEN);
            TorChannel channel = opened.getNow();
            add(channel, channel.remoteAddress());
            channel.closeFuture().addListener(c -> later(() -> dialled.remove(target, opened)));
          } else {
            dialled.remove(target, opened);
          }
        });
    new Dial(target, home, progress, opened).attempt(0);
    return opened;
  }

  private @Nullable Link best(RelayTarget target) {
    Link best = null;
    for (Link link : links.getOrDefault(target.rsaIdentity(), List.of())) {
      if (link.leadsTo(target)
          && (best == null || (link.channel().isCanonical() && !best.channel().isCanonical()))) {
        best = link;
      }
    }
    return best;
  }

  /** Remembers a link that was opened to us; one on which nobody authenticated is of no use. */
  public void accepted(TorChannel channel, InetAddress from) {
    assert loop.inEventLoop();
    add(channel, from);
  }

  private void add(TorChannel channel, InetAddress address) {
    VerifiedPeer peer = channel.peer();
    if (peer == null) {
      return;
    }
    RsaIdentity identity = peer.rsaIdentity();
    Link link = new Link(channel, address);
    links.computeIfAbsent(identity, key -> new ArrayList<>()).add(link);
    channel.closeFuture().addListener(c -> later(() -> remove(identity, link)));
  }

  private void remove(RsaIdentity identity, Link link) {
    List<Link> left = links.get(identity);
    if (left != null && left.remove(link) && left.isEmpty()) {
      links.remove(identity);
    }
  }

  /** Does {@code task} on our loop; when the node shuts down, other loops may end after ours. */
  private void later(Runnable task) {
    if (!loop.isShuttingDown()) {
      loop.execute(task);
    }
  }

  /** Closes every channel it dialled. */
  public void close() {
    assert loop.inEventLoop();
    for (Future<TorChannel> channel : List.copyOf(dialled.values())) {
      channel.addListener(
          done -> {
            if (done.isSuccess()) {
              channel.getNow().close();
            }
          });
    }
  }

  /** Tries the target's addresses one after the other. */
  private final class Dial {
    private final RelayTarget target;
    private final EventLoop home;
    private final Consumer<LinkPhase> progress;
    private final Promise<TorChannel> opened;

    Dial(
        RelayTarget target,
        EventLoop home,
        Consumer<LinkPhase> progress,
        Promise<TorChannel> opened) {
      this.target = target;
      this.home = home;
      this.progress = progress;
      this.opened = opened;
    }

    void attempt(int index) {
      progress.accept(LinkPhase.CONNECTING);
      new Bootstrap()
          .group(home)
          .channel(NioSocketChannel.class)
          .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
          .option(ChannelOption.TCP_NODELAY, true)
          .handler(
              new ChannelInitializer<Channel>() {
                @Override
                protected void initChannel(Channel socket) {
                  addHandlers(socket);
                }
              })
          .connect(target.addresses().get(index))
          .addListener(done -> later(() -> ended(index, done.cause())));
    }

    private void addHandlers(Channel socket) {
      TlsHandler handler = tls.clientHandler(socket.alloc(), party.random());
      if (handler == null) {
        opened.tryFailure(new ChannelException("this node is closing"));
        socket.close();
        return;
      }
      new InitiatorHandshake(party, target, opened).install(socket, handler);
    }

    private void ended(int index, @Nullable Throwable failure) {
      if (failure == null) {
        progress.accept(LinkPhase.CONNECTED);
      } else if (index + 1 < target.addresses().size()) {
        attempt(index + 1);
      } else {
        opened.tryFailure(new ChannelException(whyNotConnected(failure)));
      }
    }
  }

  private static String whyNotConnected(Throwable cause) {
    if (cause instanceof ConnectTimeoutException) {
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
