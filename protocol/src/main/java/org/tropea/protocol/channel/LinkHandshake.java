package org.tropea.protocol.channel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.cell.Cell;
import org.tropea.protocol.cell.CellCommand;
import org.tropea.protocol.cell.ChannelException;
import org.tropea.protocol.cell.Netinfo;
import org.tropea.protocol.cell.TwoByteNumbers;
import org.tropea.protocol.cell.Versions;
import org.tropea.protocol.cell.Vpadding;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.rate.RateGate;

/**
 * What both sides of the link handshake have in common (tor-spec 4).
 *
 * <p>One state per cell that is due; VPADDING is allowed in all, any other cell out of turn closes
 * the link, and so does the time limit. Once open, this handler gives its place to a {@link
 * TorChannel}.
 */
abstract class LinkHandshake extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(LinkHandshake.class);

  /** What we speak, and so offer. */
  static final TwoByteNumbers LINK_VERSIONS = TwoByteNumbers.of(4, 5);

  final LinkParty party;
  final HandshakeTranscript sent = new HandshakeTranscript();
  final HandshakeTranscript received = new HandshakeTranscript();
  private final boolean initiator;
  private final Promise<TorChannel> opened;
  private final LinkTally tally;
  private int version;
  private State state = this::expectVersions;

  LinkHandshake(LinkParty party, boolean initiator, Promise<TorChannel> opened) {
    this.party = party;
    this.initiator = initiator;
    this.opened = opened;
    this.tally = new LinkTally(party.watch());
  }

  /** Gives a new socket all that a link needs, this handshake in the channel's place. */
  final void install(Channel socket, TlsHandler tls) {
    LinkLimits limits = party.limits();
    socket
        .pipeline()
        .addLast(
            tally,
            new SendDeadline(limits.stall()),
            tls,
            new CellDecoder(received, new CellDeadline(limits.cell())),
            new CellEncoder(sent),
            this);
  }

  /** What to do with the next cell; the state that follows. */
  interface State {
    State on(ChannelHandlerContext context, Cell cell) throws ChannelException, DecodeException;
  }

  /** TLS is done: the handshake of Tor begins. */
  abstract void onTls(ChannelHandlerContext context);

  /** A link protocol is agreed on; what is due next. */
  abstract State onVersions(ChannelHandlerContext context) throws ChannelException;

  private State expectVersions(ChannelHandlerContext context, Cell cell) throws ChannelException {
    if (cell instanceof Versions versions) {
      if (versions.versions().stream().noneMatch(LINK_VERSIONS::contains)) {
        throw new ChannelException("the peer speaks neither link protocol 4 nor 5");
      }
      version = versions.versions().stream().filter(LINK_VERSIONS::contains).max().getAsInt();
      return onVersions(context);
    }
    throw outOfTurn(cell, "VERSIONS");
  }

  /** The last state: NETINFO opens the link. */
  final State expectNetinfo(@Nullable VerifiedPeer peer) {
    return (context, cell) -> {
      if (cell instanceof Netinfo netinfo) {
        return open(context, peer, netinfo);
      }
      throw outOfTurn(cell, "NETINFO");
    };
  }

  final State open(ChannelHandlerContext context, @Nullable VerifiedPeer peer, Netinfo theirs) {
    Channel socket = context.channel();
    InetSocketAddress remote = (InetSocketAddress) socket.remoteAddress();
    boolean canonical = peer != null && theirs.ownAddresses().contains(remote.getAddress());
    LinkFacts facts = new LinkFacts(party.watch().nextNumber(), initiator, peer, remote);
    TorChannel channel = new TorChannel(socket, facts, canonical, version, tally, party);
    channel.seenAs(theirs.otherAddress());
    if (facts.isIpv6()) {
      tally.isIpv6();
    }
    sent.forget();
    received.forget();
    tls(context).forgetSecret();
    context.pipeline().replace(this, "channel", new TorChannel.Handler(channel));
    RateGate gate = context.pipeline().get(RateGate.class);
    if (gate != null) {
      gate.limit(party.rates().each(peer));
    }
    channel.greet();
    party.watch().opened(facts);
    hear(facts, theirs);
    opened.setSuccess(channel);
    return (c, next) -> {
      throw new IllegalStateException("the handshake is over");
    };
  }

  /** Clients tell no time, and nothing that a relay would go by. */
  private void hear(LinkFacts facts, Netinfo theirs) {
    VerifiedPeer peer = facts.peer();
    if (peer == null) {
      return;
    }
    long ahead = party.clock().instant().getEpochSecond() - theirs.timestamp();
    PeerView view = new PeerView(Duration.ofSeconds(ahead), theirs.otherAddress());
    if (view.isSkewed() && party.rules().get().isAuthority().test(peer.rsaIdentity())) {
      log.warn(view.warning());
    }
    party.watch().heard(facts, view);
  }

  /** Writes a cell that goes out with the next one that is flushed. */
  static void write(ChannelHandlerContext context, Cell cell) {
    Unwatched.write(context, cell);
  }

  final void sendNetinfo(ChannelHandlerContext context, long timestamp) {
    InetAddress theirs = ((InetSocketAddress) context.channel().remoteAddress()).getAddress();
    Unwatched.writeAndFlush(context, new Netinfo(timestamp, theirs, party.addresses()));
  }

  final TlsHandler tls(ChannelHandlerContext context) {
    return context.pipeline().get(TlsHandler.class);
  }

  static ChannelException outOfTurn(Cell cell, String due) {
    return new ChannelException(
        "a " + CellCommand.name(cell.command()) + " cell came where " + due + " was due");
  }

  @Override
  public final void handlerAdded(ChannelHandlerContext context) {
    if (context.channel().isActive()) {
      armTimeout(context);
    }
  }

  @Override
  public final void channelActive(ChannelHandlerContext context) {
    armTimeout(context);
    context.fireChannelActive();
  }

  private void armTimeout(ChannelHandlerContext context) {
    Future<?> timeout =
        context
            .executor()
            .schedule(
                () -> fail(context, new ChannelException("the peer did not finish the handshake")),
                party.limits().handshake().toNanos(),
                TimeUnit.NANOSECONDS);
    opened.addListener(done -> timeout.cancel(false));
  }

  @Override
  public final void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent tls) {
      if (tls.isSuccess()) {
        onTls(context);
      } else if (tls.cause() instanceof ClosedChannelException) {
        fail(context, closedByPeer());
      } else {
        fail(context, new ChannelException("the TLS handshake failed"));
      }
    }
  }

  @Override
  public final void channelRead(ChannelHandlerContext context, Object message)
      throws ChannelException {
    Cell cell = (Cell) message;
    if (opened.isDone() || cell instanceof Vpadding) {
      // After a failure the link closes: what else came in the same read is not looked at.
      return;
    }
    try {
      state = state.on(context, cell);
    } catch (DecodeException e) {
      throw new ChannelException("the peer cannot prove its identity: " + e.getMessage());
    }
  }

  @Override
  public final void channelInactive(ChannelHandlerContext context) {
    fail(context, closedByPeer());
  }

  @Override
  public final void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    Throwable reason =
        cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
    if (reason instanceof ChannelException violation) {
      fail(context, violation);
    } else if (reason instanceof SSLException) {
      fail(context, new ChannelException("the TLS handshake failed"));
    } else {
      fail(context, new ChannelException("the link broke during the handshake"));
    }
  }

  private static ChannelException closedByPeer() {
    return new ChannelException("the peer closed the link during the handshake");
  }

  private void fail(ChannelHandlerContext context, ChannelException reason) {
    if (opened.tryFailure(reason)) {
      Unwatched.close(context);
    }
  }
}
