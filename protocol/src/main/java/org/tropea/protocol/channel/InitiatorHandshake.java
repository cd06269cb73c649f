package org.tropea.protocol.channel;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Curve25519;
import org.tropea.protocol.cell.AuthChallenge;
import org.tropea.protocol.cell.Cell;
import org.tropea.protocol.cell.CellCommand;
import org.tropea.protocol.cell.Certs;
import org.tropea.protocol.cell.ChannelException;
import org.tropea.protocol.cell.Netinfo;
import org.tropea.protocol.cell.Versions;
import org.tropea.protocol.cell.Vpadding;
import org.tropea.protocol.linkspec.RelayTarget;

/**
 * The link handshake of a client that opened the link and does not authenticate (tor-spec 4).
 *
 * <pre>
 *   we   VERSIONS                                    NETINFO
 *   they          VERSIONS CERTS AUTH_CHALLENGE NETINFO
 * </pre>
 *
 * <p>One type per state, named for the cell it waits for; VPADDING is allowed in all, any other
 * cell out of turn closes the link. Once open, this handler gives its place to a {@link
 * TorChannel}.
 */
final class InitiatorHandshake extends ChannelInboundHandlerAdapter {
  private static final List<Integer> LINK_VERSIONS = List.of(4, 5);
  private static final int TIMEOUT_SECONDS = 30;

  private final RelayTarget target;
  private final Curve25519 curve;
  private final InstantSource clock;
  private final SecureRandom random;
  private final Promise<TorChannel> opened;
  private State state = this::expectVersions;

  InitiatorHandshake(
      RelayTarget target,
      Curve25519 curve,
      InstantSource clock,
      SecureRandom random,
      Promise<TorChannel> opened) {
    this.target = target;
    this.curve = curve;
    this.clock = clock;
    this.random = random;
    this.opened = opened;
  }

  /** What to do with the next cell; the state that follows. */
  private interface State {
    State on(ChannelHandlerContext context, Cell cell) throws ChannelException;
  }

  private State expectVersions(ChannelHandlerContext context, Cell cell) throws ChannelException {
    if (cell instanceof Versions versions) {
      boolean common = versions.versions().stream().anyMatch(LINK_VERSIONS::contains);
      if (!common) {
        throw new ChannelException("the relay speaks neither link protocol 4 nor 5");
      }
      return this::expectCerts;
    }
    throw outOfTurn(cell, "VERSIONS");
  }

  private State expectCerts(ChannelHandlerContext context, Cell cell) throws ChannelException {
    if (cell instanceof Certs certs) {
      VerifiedPeer peer = verify(context, certs);
      if (!peer.is(target)) {
        throw new ChannelException(
            "the relay proved another identity than the one the network names for it");
      }
      // A client is not going to authenticate, so nothing else has to be awaited (as C tor does).
      InetAddress theirs = ((InetSocketAddress) context.channel().remoteAddress()).getAddress();
      context.writeAndFlush(new Netinfo(0, theirs, List.of()));
      return (c, next) -> expectAuthChallenge(peer, next);
    }
    throw outOfTurn(cell, "CERTS");
  }

  private State expectAuthChallenge(VerifiedPeer peer, Cell cell) throws ChannelException {
    if (cell instanceof AuthChallenge) {
      return (context, next) -> expectNetinfo(context, peer, next);
    }
    throw outOfTurn(cell, "AUTH_CHALLENGE");
  }

  private State expectNetinfo(ChannelHandlerContext context, VerifiedPeer peer, Cell cell)
      throws ChannelException {
    if (cell instanceof Netinfo) {
      TorChannel channel = new TorChannel(context.channel(), peer, random);
      context.pipeline().replace(this, "channel", new TorChannel.Handler(channel));
      opened.setSuccess(channel);
      return (c, next) -> {
        throw new IllegalStateException("the handshake is over");
      };
    }
    throw outOfTurn(cell, "NETINFO");
  }

  private VerifiedPeer verify(ChannelHandlerContext context, Certs certs) throws ChannelException {
    try {
      byte[] certificate = ChannelTls.peerCertificate(context.pipeline().get(SslHandler.class));
      return VerifiedPeer.verify(certs, certificate, curve, clock.instant());
    } catch (DecodeException e) {
      throw new ChannelException("the relay cannot prove its identity: " + e.getMessage());
    } catch (SSLException e) {
      throw new ChannelException("the relay showed no certificate in TLS");
    }
  }

  private static ChannelException outOfTurn(Cell cell, String awaited) {
    return new ChannelException(
        "a " + CellCommand.name(cell.command()) + " cell came where " + awaited + " was due");
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    Future<?> timeout =
        context
            .executor()
            .schedule(
                () -> fail(context, new ChannelException("the relay did not finish the handshake")),
                TIMEOUT_SECONDS,
                TimeUnit.SECONDS);
    opened.addListener(done -> timeout.cancel(false));
    context.fireChannelActive();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent tls) {
      if (tls.isSuccess()) {
        context.writeAndFlush(new Versions(LINK_VERSIONS));
      } else if (tls.cause() instanceof ClosedChannelException) {
        fail(context, closedByRelay());
      } else {
        fail(context, new ChannelException("the TLS handshake failed"));
      }
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws ChannelException {
    Cell cell = (Cell) message;
    // After a failure the link closes: what else came in the same read is not looked at.
    if (!opened.isDone() && !(cell instanceof Vpadding)) {
      state = state.on(context, cell);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    fail(context, closedByRelay());
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
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

  private static ChannelException closedByRelay() {
    return new ChannelException("the relay closed the link during the handshake");
  }

  private void fail(ChannelHandlerContext context, ChannelException reason) {
    if (opened.tryFailure(reason)) {
      context.close();
    }
  }
}
