package org.tropea.crypto.certificate;

import java.io.ByteArrayInputStream;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import org.bouncycastle.asn1.x500.X500Name;
import org.tropea.crypto.key.RsaSigningKey;

/**
 * A relay's TLS key with its X.509 certificate, signed by the RSA identity key (tor-spec 2).
 *
 * @param key RSA of 2048 bits, used for TLS only
 */
public record LinkCertificate(RsaSigningKey key, X509Certificate certificate) {
  private static final int BITS = 2048;
  private static final int MIN_DAYS = 5;
  private static final int MAX_DAYS = 365;

  /** A fresh key, signed by {@code identity}, the key of {@code issuer}, for 5 to 365 days. */
  public static LinkCertificate create(
      RsaSigningKey identity, RsaIdentityCertificate issuer, Instant now, SecureRandom random) {
    RsaSigningKey key = RsaSigningKey.generate(BITS, random);
    X500Name name = X509Content.randomName(random, ".net");
    Duration length =
        Duration.ofDays(random.nextInt(MIN_DAYS, MAX_DAYS)).minusSeconds(random.nextInt(2));
    X509Lifetime lifetime = X509Lifetime.around(now, length, random);
    byte[] der =
        new X509Content(name, key.publicKey(), issuer.name(), lifetime).sign(identity, random);
    return new LinkCertificate(key, read(der));
  }

  private static X509Certificate read(byte[] der) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw new IllegalStateException("a certificate of ours cannot be read", e);
    }
  }
}
