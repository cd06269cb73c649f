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
 * A relay that has proved both its identities on this link: only {@link #verify} makes one.
 *
 * <p>The proof (tor-spec 4.2, cert-spec): the RSA identity signs the Ed25519 identity, which signs
 * a signing key, which signs the digest of the certificate that TLS used.
 */
public final class VerifiedPeer {
  private final RsaIdentity rsaIdentity;
  private final Ed25519Identity ed25519Identity;

  private VerifiedPeer(RsaIdentity rsaIdentity, Ed25519Identity ed25519Identity) {
    this.rsaIdentity = rsaIdentity;
    this.ed25519Identity = ed25519Identity;
  }

  /**
   * Checks the whole chain.
   *
   * @param tlsCertificate DER of the certificate that TLS used on this link
   * @throws DecodeException naming the link of the chain that does not hold
   */
  static VerifiedPeer verify(Certs certs, byte[] tlsCertificate, Curve25519 curve, Instant now)
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
    Ed25519Certificate link =
        UnverifiedEd25519Certificate.read(find(certs, CertificateType.TLS_LINK))
            .verify(curve, CertificateType.TLS_LINK, signingKey.key().ed25519(), now);
    if (!MessageDigest.isEqual(link.key().value().toByteArray(), Digest.sha256(tlsCertificate))) {
      throw new DecodeException("the link certificate is for another TLS certificate");
    }
    return new VerifiedPeer(rsaKey.identity(), identity);
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

  /** Its RSA identity. */
  public RsaIdentity rsaIdentity() {
    return rsaIdentity;
  }

  /** Its Ed25519 identity. */
  public Ed25519Identity ed25519Identity() {
    return ed25519Identity;
  }
}
