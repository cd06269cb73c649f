package org.tropea.relay.keys;

import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.time.Instant;
import org.tropea.crypto.bytes.Digest;
import org.tropea.crypto.certificate.CertificateType;
import org.tropea.crypto.certificate.CertifiedKey;
import org.tropea.crypto.certificate.Ed25519Certificate;
import org.tropea.crypto.certificate.LinkCertificate;
import org.tropea.crypto.certificate.RsaCrossCertificate;
import org.tropea.crypto.certificate.RsaIdentityCertificate;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.crypto.key.RsaSigningKey;

/**
 * What a relay shows on its links: keys of two days, never on disk (tor-spec 4.2). Immutable.
 *
 * @param identityCertificate the RSA identity by itself, type 2
 * @param crossCertificate the Ed25519 identity by the RSA identity, type 7
 * @param tls key and certificate of TLS
 * @param tlsCertificate the TLS certificate by the signing key, type 5
 * @param authenticationKey signs AUTHENTICATE
 * @param authenticationCertificate that key by the signing key, type 6
 */
public record LinkKeys(
    RsaIdentityCertificate identityCertificate,
    RsaCrossCertificate crossCertificate,
    LinkCertificate tls,
    Ed25519Certificate tlsCertificate,
    Ed25519SigningKey authenticationKey,
    Ed25519Certificate authenticationCertificate) {
  /** How long they are used. */
  public static final Duration LIFETIME = Duration.ofDays(2);

  private static final Duration CROSS_LIFETIME = Duration.ofDays(180);

  /** Fresh ones: some hundred milliseconds of work. */
  public static LinkKeys create(
      RsaSigningKey identity,
      Ed25519Identity master,
      Ed25519SigningKey signingKey,
      Instant now,
      SecureRandom random) {
    RsaIdentityCertificate identityCertificate =
        RsaIdentityCertificate.create(identity, now, random);
    LinkCertificate tls = LinkCertificate.create(identity, identityCertificate, now, random);
    Ed25519SigningKey authenticationKey = Ed25519SigningKey.generate(random);
    Instant expires = now.plus(LIFETIME);
    return new LinkKeys(
        identityCertificate,
        RsaCrossCertificate.sign(identity, master, now.plus(CROSS_LIFETIME)),
        tls,
        Ed25519Certificate.sign(
            signingKey,
            CertificateType.TLS_LINK,
            CertifiedKey.ofX509Digest(digest(tls)),
            expires,
            false),
        authenticationKey,
        Ed25519Certificate.sign(
            signingKey,
            CertificateType.AUTHENTICATION,
            CertifiedKey.of(authenticationKey.identity()),
            expires,
            false));
  }

  private static byte[] digest(LinkCertificate tls) {
    try {
      return Digest.sha256(tls.certificate().getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate of ours cannot be written", e);
    }
  }
}
