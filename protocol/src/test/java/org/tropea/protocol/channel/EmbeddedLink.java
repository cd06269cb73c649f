package org.tropea.protocol.channel;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.Promise;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.tropea.crypto.key.Curve25519;
import org.tropea.protocol.dial.TcpDialler;
import org.tropea.protocol.linkspec.RelayTarget;
import org.tropea.protocol.loop.Unwatched;

/**
 * A TLS link without sockets: a client under test, and a {@link ScriptedPeer}, on one thread, with
 * a clock that stands still.
 */
public final class EmbeddedLink implements AutoCloseable {
  /** Where the relay seems to be. */
  public static final InetSocketAddress ADDRESS =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 9001);

  private static final SecureRandom RANDOM = new SecureRandom();

  private final SocketlessChannel client;
  private final EmbeddedChannel relay;
  private final ScriptedPeer peer;
  private final Promise<TorChannel> opened;

  private EmbeddedLink(RelayCredentials credentials, RelayTarget target, LinkParty party) {
    peer = new ScriptedPeer(credentials, this::pump, 0);
    relay = new EmbeddedChannel(peer.handlers(ScriptedPeer.tls(credentials, "TLSv1.3")));
    client = new SocketlessChannel();
    client.freezeTime();
    opened = client.eventLoop().newPromise();
    // What the link needs of its context outlives it.
    try (TlsContext context = party.tls().client(false)) {
      new InitiatorHandshake(party, target, opened)
          .install(client, Objects.requireNonNull(context.clientHandler(client.alloc(), RANDOM)));
    }
    client.pipeline().fireChannelActive();
  }

  /** This machine at the time of the tests. */
  static Machine machine(ChannelTls tls) {
    return new Machine(
        tls,
        Curve25519.fastest(),
        InstantSource.fixed(RelayCredentials.NOW),
        RANDOM,
        new TcpDialler());
  }

  /** A link to the shared relay, TLS done and VERSIONS sent. */
  public static EmbeddedLink connecting() {
    return connecting(RelayCredentials.one().target(ADDRESS));
  }

  /** The same by a client that expects {@code target}. */
  static EmbeddedLink connecting(RelayTarget target) {
    return new EmbeddedLink(RelayCredentials.one(), target, party(LinkWatch.silent()));
  }

  /** A link to the shared relay, TLS done and VERSIONS sent, that is counted and told of. */
  static EmbeddedLink watched(LinkWatch watch) {
    return new EmbeddedLink(
        RelayCredentials.one(), RelayCredentials.one().target(ADDRESS), party(watch));
  }

  private static LinkParty party(LinkWatch watch) {
    return LinkParty.client(machine(ChannelTls.best()), watch);
  }

  /** A client for whose links this counts. */
  static LinkParty party(LinkRules rules) {
    return LinkParty.client(machine(ChannelTls.best()), LinkWatch.silent(), () -> rules);
  }

  /** An open link to the shared relay by such a client. */
  static EmbeddedLink open(LinkRules rules) {
    EmbeddedLink link =
        new EmbeddedLink(
            RelayCredentials.one(), RelayCredentials.one().target(ADDRESS), party(rules));
    link.peer().handshake();
    return link;
  }

  /** An open link to the shared relay. */
  public static EmbeddedLink open() {
    EmbeddedLink link = connecting();
    link.peer().handshake();
    return link;
  }

  /** The relay. */
  public ScriptedPeer peer() {
    return peer;
  }

  /** The client's channel, once the handshake is done. */
  public TorChannel channel() {
    return opened.getNow();
  }

  /** How the client's handshake ended. */
  Promise<TorChannel> opened() {
    return opened;
  }

  /** The client's end of the socket. */
  public EmbeddedChannel client() {
    return client;
  }

  /** Lets time pass for the client. */
  public void advance(Duration time) {
    client.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
    pump();
  }

  /** From now on the client's kernel takes nothing, since the relay does not read; or it does. */
  void stall(boolean stalled) {
    client.stalled = stalled;
    client.unsafe().flush();
  }

  /** The stalled kernel takes one TLS record after all. */
  void takeOne() {
    client.takes = 1;
    client.unsafe().flush();
  }

  /** How many timers run on the client's loop; Netty tells nobody. */
  int timers() {
    try {
      Field timers = AbstractScheduledEventExecutor.class.getDeclaredField("scheduledTaskQueue");
      timers.setAccessible(true);
      Collection<?> queue = (Collection<?>) timers.get(client.eventLoop());
      return queue == null ? 0 : queue.size();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Carries bytes both ways until there are none. */
  public void pump() {
    Wire.pump(client, relay);
    if (!client.isOpen() || !relay.isOpen()) {
      Unwatched.close(client);
      Unwatched.close(relay);
      client.releaseOutbound();
      relay.releaseOutbound();
    }
  }

  /** Closes the client's end, whatever state it is in. */
  @Override
  public void close() {
    Unwatched.close(client);
    pump();
  }

  /** Seems to have a socket, whose address NETINFO tells. */
  private static final class SocketlessChannel extends EmbeddedChannel {
    private boolean stalled;
    private int takes;

    SocketlessChannel() {
      super(new ChannelHandler[0]);
    }

    @Override
    protected SocketAddress remoteAddress0() {
      return ADDRESS;
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer waiting) throws Exception {
      if (!stalled) {
        super.doWrite(waiting);
      }
      for (; takes > 0; takes--) {
        handleOutboundMessage(ReferenceCountUtil.retain(waiting.current()));
        waiting.remove();
      }
    }
  }
}
