package org.tropea.protocol.channel;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Promise;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.cell.AuthChallenge;
import org.tropea.protocol.cell.Cell;
import org.tropea.protocol.cell.Certs;
import org.tropea.protocol.cell.ChannelException;
import org.tropea.protocol.cell.Versions;
import org.tropea.protocol.linkspec.RelayTarget;
import org.tropea.protocol.loop.Unwatched;

/**
 * The link handshake of the side that opened the link (tor-spec 4).
 *
 * <pre>
 *   client  VERSIONS                                   NETINFO
 *   relay   VERSIONS                                           CERTS AUTHENTICATE NETINFO
 *   they             VERSIONS CERTS AUTH_CHALLENGE NETINFO
 * </pre>
 */
final class InitiatorHandshake extends LinkHandshake {
  private final RelayTarget target;

  InitiatorHandshake(LinkParty party, RelayTarget target, Promise<TorChannel> opened) {
    super(party, true, opened);
    this.target = target;
  }

  @Override
  void onTls(ChannelHandlerContext context) {
    Unwatched.writeAndFlush(context, new Versions(LINK_VERSIONS));
  }

  @Override
  State onVersions(ChannelHandlerContext context) {
    return this::expectCerts;
  }

  private State expectCerts(ChannelHandlerContext context, Cell cell)
      throws ChannelException, DecodeException {
    if (!(cell instanceof Certs certs)) {
      throw outOfTurn(cell, "CERTS");
    }
    byte[] certificate = certificate(context);
    VerifiedPeer peer =
        VerifiedPeer.responder(certs, certificate, party.curve(), party.clock().instant());
    if (!peer.is(target)) {
      throw new ChannelException(
          "the relay proved another identity than the one the network names for it");
    }
    LinkKeys keys = party.keys().get();
    if (keys == null) {
      // A client is not going to authenticate, so nothing else has to be awaited (as C tor does).
      sendNetinfo(context, 0);
    }
    return (c, next) -> {
      if (!(next instanceof AuthChallenge challenge)) {
        throw outOfTurn(next, "AUTH_CHALLENGE");
      }
      if (keys != null) {
        authenticate(c, keys, peer, challenge);
        sendNetinfo(c, party.clock().instant().getEpochSecond());
      }
      return expectNetinfo(peer);
    };
  }

  private void authenticate(
      ChannelHandlerContext context, LinkKeys keys, VerifiedPeer peer, AuthChallenge challenge)
      throws ChannelException {
    write(context, keys.initiatorCerts());
    if (!challenge.methods().contains(LinkAuthentication.TYPE)) {
      throw new ChannelException("the relay offers no way to authenticate that is known here");
    }
    LinkAuthentication.Side we = keys.side();
    byte[] exported =
        tls(context)
            .export(
                LinkAuthentication.EXPORTER_LABEL,
                we.rsaDigest(),
                LinkAuthentication.EXPORTED_LENGTH);
    LinkAuthentication.Link link =
        new LinkAuthentication.Link(
            received.finish(), sent.finish(), certificate(context), exported);
    write(
        context,
        LinkAuthentication.of(we, peer.side(), link)
            .sign(keys.authenticationKey(), party.random()));
  }

  private byte[] certificate(ChannelHandlerContext context) throws ChannelException {
    try {
      return tls(context).peerCertificate();
    } catch (SSLPeerUnverifiedException e) {
      throw new ChannelException("the relay showed no certificate in TLS");
    }
  }
}
