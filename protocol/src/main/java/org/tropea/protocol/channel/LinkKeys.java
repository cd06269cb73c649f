package org.tropea.protocol.channel;

import com.google.crypto.tink.util.Bytes;
import java.util.List;
import org.tropea.crypto.certificate.CertificateType;
import org.tropea.crypto.certificate.Ed25519Certificate;
import org.tropea.crypto.certificate.LinkCertificate;
import org.tropea.crypto.certificate.RsaCrossCertificate;
import org.tropea.crypto.certificate.RsaIdentityCertificate;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.protocol.cell.Certs;
import org.tropea.protocol.cell.CertsEntry;

/**
 * What a relay shows and signs with on its links (tor-spec 4.2, 4.4). Immutable.
 *
 * @param tls key and certificate of its TLS server
 * @param rsaIdentity its RSA identity, as a certificate
 * @param cross the RSA identity vouching for the Ed25519 one
 * @param signing the Ed25519 identity vouching for the signing key
 * @param link the signing key vouching for the TLS certificate
 * @param authentication the signing key vouching for {@code authenticationKey}
 * @param authenticationKey signs AUTHENTICATE cells
 */
public record LinkKeys(
    LinkCertificate tls,
    RsaIdentityCertificate rsaIdentity,
    RsaCrossCertificate cross,
    Ed25519Certificate signing,
    Ed25519Certificate link,
    Ed25519Certificate authentication,
    Ed25519SigningKey authenticationKey) {
  /** Both identities, as AUTHENTICATE names them. */
  LinkAuthentication.Side side() {
    return new LinkAuthentication.Side(rsaIdentity.key(), cross.identity());
  }

  /** The CERTS cell of the side that was called. */
  Certs responderCerts() {
    return new Certs(
        List.of(
            entry(CertificateType.RSA_IDENTITY, rsaIdentity.encoded()),
            entry(CertificateType.SIGNING_KEY, signing.encoded()),
            entry(CertificateType.TLS_LINK, link.encoded()),
            entry(CertificateType.RSA_CROSS, cross.encoded())));
  }

  /** The CERTS cell of the side that called, and is about to authenticate. */
  Certs initiatorCerts() {
    return new Certs(
        List.of(
            entry(CertificateType.RSA_IDENTITY, rsaIdentity.encoded()),
            entry(CertificateType.SIGNING_KEY, signing.encoded()),
            entry(CertificateType.AUTHENTICATION, authentication.encoded()),
            entry(CertificateType.RSA_CROSS, cross.encoded())));
  }

  private static CertsEntry entry(int type, Bytes certificate) {
    return new CertsEntry(type, certificate);
  }
}
