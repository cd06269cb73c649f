package org.tropea.protocol.channel;

import com.google.crypto.tink.util.Bytes;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Promise;
import java.security.cert.CertificateEncodingException;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.certificate.CertificateType;
import org.tropea.protocol.cell.AuthChallenge;
import org.tropea.protocol.cell.Authenticate;
import org.tropea.protocol.cell.Cell;
import org.tropea.protocol.cell.Certs;
import org.tropea.protocol.cell.ChannelException;
import org.tropea.protocol.cell.Netinfo;
import org.tropea.protocol.cell.TwoByteNumbers;
import org.tropea.protocol.cell.Versions;

/**
 * The link handshake of the relay that was called (tor-spec 4): see {@link InitiatorHandshake}.
 *
 * <p>A peer that goes straight to NETINFO is a client; one that sends CERTS has to authenticate.
 */
final class ResponderHandshake extends LinkHandshake {
  private static final int CHALLENGE_LENGTH = 32;

  private final LinkKeys keys;

  ResponderHandshake(LinkParty party, LinkKeys keys, Promise<TorChannel> opened) {
    super(party, false, opened);
    this.keys = keys;
  }

  @Override
  void onTls(ChannelHandlerContext context) {
    // The initiator speaks first.
  }

  @Override
  State onVersions(ChannelHandlerContext context) {
    byte[] challenge = new byte[CHALLENGE_LENGTH];
    party.random().nextBytes(challenge);
    write(context, new Versions(LINK_VERSIONS));
    write(context, keys.responderCerts());
    write(
        context,
        new AuthChallenge(Bytes.copyFrom(challenge), TwoByteNumbers.of(LinkAuthentication.TYPE)));
    sendNetinfo(context, party.clock().instant().getEpochSecond());
    return this::expectCertsOrNetinfo;
  }

  private State expectCertsOrNetinfo(ChannelHandlerContext context, Cell cell)
      throws ChannelException, DecodeException {
    if (cell instanceof Netinfo netinfo) {
      return open(context, null, netinfo);
    }
    if (!(cell instanceof Certs certs)) {
      throw outOfTurn(cell, "CERTS or NETINFO");
    }
    VerifiedPeer.Claim claim =
        VerifiedPeer.Claim.read(
            certs, CertificateType.AUTHENTICATION, party.curve(), party.clock().instant());
    return (c, next) -> {
      if (!(next instanceof Authenticate authenticate)) {
        throw outOfTurn(next, "AUTHENTICATE");
      }
      verify(c, claim, authenticate);
      return expectNetinfo(claim.peer());
    };
  }

  private void verify(
      ChannelHandlerContext context, VerifiedPeer.Claim claim, Authenticate authenticate)
      throws ChannelException, DecodeException {
    LinkAuthentication.Side they = claim.peer().side();
    byte[] exported =
        tls(context)
            .export(
                LinkAuthentication.EXPORTER_LABEL,
                they.rsaDigest(),
                LinkAuthentication.EXPORTED_LENGTH);
    LinkAuthentication.Link link =
        new LinkAuthentication.Link(sent.finish(), received.finish(), ownCertificate(), exported);
    LinkAuthentication.of(they, keys.side(), link)
        .verify(authenticate, party.curve(), claim.last().key().ed25519());
  }

  private byte[] ownCertificate() {
    try {
      return keys.tls().certificate().getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("our own certificate has no encoding", e);
    }
  }
}
