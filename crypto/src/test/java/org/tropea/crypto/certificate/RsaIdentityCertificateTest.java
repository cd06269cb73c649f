package org.tropea.crypto.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.FixedRandom;
import org.tropea.crypto.Vectors;
import org.tropea.crypto.Vectors.Vector;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.crypto.key.RsaSigningKey;

class RsaIdentityCertificateTest {
  private static final Instant NOW = Instant.parse("2020-09-25T02:13:20Z");
  private static final RsaSigningKey KEY = RsaSigningKey.generate(1024, new SecureRandom());
  private static final RsaSigningKey OTHER = RsaSigningKey.generate(1024, new SecureRandom());
  private static final X500Name NAME = new X500Name("CN=www.test.com");
  private static final X509Lifetime YEAR =
      new X509Lifetime(NOW.minus(Duration.ofDays(10)), NOW.plus(Duration.ofDays(355)));

  private final FixedRandom random = new FixedRandom(1);

  private byte[] created() {
    return RsaIdentityCertificate.create(KEY, NOW, random).encoded().toByteArray();
  }

  @Test
  void verify_certificateOfCTor_givesItsKey() throws Exception {
    Vector vector = Vectors.read("certificates").get(0);
    RsaIdentityCertificate certificate =
        RsaIdentityCertificate.verify(vector.bytes("rsa-identity"), NOW);
    assertThat(certificate.key().identity()).isEqualTo(RsaIdentity.of(vector.bytes("rsa")));
    assertThat(certificate.encoded().toByteArray()).isEqualTo(vector.bytes("rsa-identity"));
  }

  @Test
  void verify_clockOff_toleratedAsInCTor() throws Exception {
    // Valid from 2020-08-10 to 2021-08-10.
    byte[] der = Vectors.read("certificates").get(0).bytes("rsa-identity");
    RsaIdentityCertificate.verify(der, Instant.parse("2020-07-11T00:00:00Z"));
    RsaIdentityCertificate.verify(der, Instant.parse("2021-08-12T00:00:00Z"));
    assertThatThrownBy(
            () -> RsaIdentityCertificate.verify(der, Instant.parse("2020-07-10T23:59:59Z")))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("not yet valid");
    assertThatThrownBy(
            () -> RsaIdentityCertificate.verify(der, Instant.parse("2021-08-12T00:00:01Z")))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("expired");
  }

  @Test
  void create_anyKey_comesBackAndIsX509ForJavaToo() throws Exception {
    byte[] der = created();
    assertThat(RsaIdentityCertificate.verify(der, NOW).key()).isEqualTo(KEY.publicKey());
    X509Certificate java =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(der));
    java.verify(java.getPublicKey());
    assertThat(java.getVersion()).isEqualTo(3);
    assertThat(java.getSubjectX500Principal()).isEqualTo(java.getIssuerX500Principal());
    assertThat(java.getSubjectX500Principal().getName()).matches("CN=www\\.[a-z2-7]{8,20}\\.com");
    assertThat(java.getNotBefore().toInstant()).isBeforeOrEqualTo(NOW);
    assertThat(java.getNotAfter().toInstant())
        .isAfterOrEqualTo(NOW.plus(Duration.ofDays(1)))
        .isEqualTo(java.getNotBefore().toInstant().plus(Duration.ofDays(365)));
  }

  @Test
  void verify_signedByAnotherKey_refused() {
    byte[] der = new X509Content(NAME, KEY.publicKey(), NAME, YEAR).sign(OTHER, random);
    assertThatThrownBy(() -> RsaIdentityCertificate.verify(der, NOW))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("signature");
  }

  @Test
  void verify_keyOfOtherThan1024Bits_refused() {
    RsaSigningKey key = RsaSigningKey.generate(2048, new SecureRandom());
    byte[] der = new X509Content(NAME, key.publicKey(), NAME, YEAR).sign(key, random);
    assertThatThrownBy(() -> RsaIdentityCertificate.verify(der, NOW))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("1024");
  }

  @Test
  void verify_outerAlgorithmUnlikeTheSignedOne_refused() throws Exception {
    Certificate good = Certificate.getInstance(created());
    for (ASN1ObjectIdentifier algorithm :
        List.of(
            PKCSObjectIdentifiers.sha1WithRSAEncryption,
            PKCSObjectIdentifiers.sha256WithRSAEncryption)) {
      // Without the NULL that the signed one has as its parameters.
      AlgorithmIdentifier outer = new AlgorithmIdentifier(algorithm);
      byte[] der =
          new Certificate(good.getTBSCertificate(), outer, good.getSignature()).getEncoded();
      assertThatThrownBy(() -> RsaIdentityCertificate.verify(der, NOW))
          .isInstanceOf(DecodeException.class)
          .hasMessageMatching(".*(SHA-256|two signature algorithms)");
    }
  }

  @Test
  void verify_anyByteChanged_refused() {
    byte[] der = created();
    for (int i = 0; i < der.length; i++) {
      byte[] changed = der.clone();
      changed[i] ^= 0x20;
      assertThatThrownBy(() -> RsaIdentityCertificate.verify(changed, NOW))
          .as("byte %d", i)
          .isInstanceOf(DecodeException.class);
    }
  }

  @Test
  void verify_truncatedTrailingOrTooLong_refused() {
    byte[] der = created();
    for (int length = 0; length <= der.length + 1; length++) {
      byte[] cut = Arrays.copyOf(der, length);
      if (length != der.length) {
        assertThatThrownBy(() -> RsaIdentityCertificate.verify(cut, NOW))
            .isInstanceOf(DecodeException.class);
      }
    }
    assertThatThrownBy(() -> RsaIdentityCertificate.verify(new byte[4097], NOW))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("too long");
  }
}
