package org.tropea.protocol.channel;

import java.security.MessageDigest;
import java.time.Instant;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.bytes.Digest;
import org.tropea.crypto.certificate.CertificateType;
import org.tropea.crypto.certificate.Ed25519Certificate;
import org.tropea.crypto.certificate.RsaCrossCertificate;
import org.tropea.crypto.certificate.RsaIdentityCertificate;
import org.tropea.crypto.certificate.UnverifiedEd25519Certificate;
import org.tropea.crypto.certificate.UnverifiedRsaCrossCertificate;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.crypto.key.RsaPublicKey;
import org.tropea.protocol.cell.Certs;
import org.tropea.protocol.cell.CertsEntry;
import org.tropea.protocol.linkspec.RelayTarget;

/**
 * A relay that has proved both its identities on this link: only a check of its certificates makes
 * one.
 *
 * <p>The proof (tor-spec 4.2, cert-spec): the RSA identity signs the Ed25519 identity, which signs
 * a signing key, which signs the digest of the certificate that TLS used.
 */
public final class VerifiedPeer {
  private final RsaPublicKey rsaKey;
  private final RsaIdentity rsaIdentity;
  private final Ed25519Identity ed25519Identity;

  private VerifiedPeer(RsaPublicKey rsaKey, Ed25519Identity ed25519Identity) {
    this.rsaKey = rsaKey;
    this.rsaIdentity = rsaKey.identity();
    this.ed25519Identity = ed25519Identity;
  }

  /**
   * Checks the whole chain of the side that was called.
   *
   * @param tlsCertificate DER of the certificate that TLS used on this link
   * @throws DecodeException naming the link of the chain that does not hold
   */
  static VerifiedPeer responder(Certs certs, byte[] tlsCertificate, Curve25519 curve, Instant now)
      throws DecodeException {
    Claim claim = Claim.read(certs, CertificateType.TLS_LINK, curve, now);
    Ed25519Certificate link = claim.last();
    if (!MessageDigest.isEqual(link.key().value().toByteArray(), Digest.sha256(tlsCertificate))) {
      throw new DecodeException("the link certificate is for another TLS certificate");
    }
    return claim.peer();
  }

  /**
   * An initiator whose certificates hold together, but who has yet to show that it has the key.
   *
   * @param last the certificate that the signing key made, of the type asked for
   */
  record Claim(VerifiedPeer peer, Ed25519Certificate last) {
    static Claim read(Certs certs, int lastType, Curve25519 curve, Instant now)
        throws DecodeException {
      RsaPublicKey rsaKey =
          RsaIdentityCertificate.verify(find(certs, CertificateType.RSA_IDENTITY), now).key();
      RsaCrossCertificate cross =
          UnverifiedRsaCrossCertificate.read(find(certs, CertificateType.RSA_CROSS))
              .verify(rsaKey, now);
      Ed25519Identity identity = cross.identity();
      Ed25519Certificate signingKey =
          UnverifiedEd25519Certificate.read(find(certs, CertificateType.SIGNING_KEY))
              .verify(curve, CertificateType.SIGNING_KEY, identity, now);
      Ed25519Certificate last =
          UnverifiedEd25519Certificate.read(find(certs, lastType))
              .verify(curve, lastType, signingKey.key().ed25519(), now);
      return new Claim(new VerifiedPeer(rsaKey, identity), last);
    }
  }

  private static byte[] find(Certs certs, int type) throws DecodeException {
    for (CertsEntry entry : certs.entries()) {
      if (entry.type() == type) {
        return entry.certificate().toByteArray();
      }
    }
    throw new DecodeException("the CERTS cell lacks the certificate of type " + type);
  }

  /** Whether this is the relay that {@code target} names. */
  public boolean is(RelayTarget target) {
    return rsaIdentity.equals(target.rsaIdentity())
        && (target.ed25519Identity() == null || ed25519Identity.equals(target.ed25519Identity()));
  }

  /** Both identities, as AUTHENTICATE names them. */
  LinkAuthentication.Side side() {
    return new LinkAuthentication.Side(rsaKey, ed25519Identity);
  }

  /** Its RSA identity. */
  public RsaIdentity rsaIdentity() {
    return rsaIdentity;
  }

  /** Its Ed25519 identity. */
  public Ed25519Identity ed25519Identity() {
    return ed25519Identity;
  }
}
