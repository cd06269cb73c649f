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
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.crypto.key.RsaSigningKey;
import org.tropea.protocol.channel.LinkKeys;

/** Makes the keys of links, which hold for two days and are never on disk (tor-spec 4.2). */
final class FreshLinkKeys {
  private static final Duration LIFETIME = Duration.ofDays(2);
  private static final Duration CROSS_LIFETIME = Duration.ofDays(180);

  private FreshLinkKeys() {}

  /** Some hundred milliseconds of work. */
  static LinkKeys create(
      RsaSigningKey identity, SigningKeyFiles.Signing signing, Instant now, SecureRandom random) {
    RsaIdentityCertificate rsa = RsaIdentityCertificate.create(identity, now, random);
    LinkCertificate tls = LinkCertificate.create(identity, rsa, now, random);
    Ed25519SigningKey authentication = Ed25519SigningKey.generate(random);
    Instant expires = now.plus(LIFETIME);
    return new LinkKeys(
        tls,
        rsa,
        RsaCrossCertificate.sign(
            identity, signing.certificate().signer(), now.plus(CROSS_LIFETIME)),
        signing.certificate(),
        Ed25519Certificate.sign(
            signing.key(),
            CertificateType.TLS_LINK,
            CertifiedKey.ofX509Digest(digest(tls)),
            expires,
            false),
        Ed25519Certificate.sign(
            signing.key(),
            CertificateType.AUTHENTICATION,
            CertifiedKey.of(authentication.identity()),
            expires,
            false),
        authentication);
  }

  private static byte[] digest(LinkCertificate tls) {
    try {
      return Digest.sha256(tls.certificate().getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate of ours cannot be written", e);
    }
  }
}
