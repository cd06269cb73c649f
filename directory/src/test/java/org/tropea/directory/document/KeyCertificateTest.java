package org.tropea.directory.document;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaPublicKey;

/** Feature D09 and hostile case vote-4. */
class KeyCertificateTest {
  private static final Instant EXPIRES = Instant.parse("2027-01-01T00:00:00Z");
  private static final TestAuthority AUTHORITY = TestAuthority.until(EXPIRES);

  @Test
  void certificatesOfCtor_areVerified() throws Exception {
    byte[] file = Vectors.file("keys-all");
    Batch<KeyCertificate> batch = KeyCertificate.readAll(file);
    assertThat(batch.refused()).isZero();
    assertThat(batch.documents()).hasSize(3);
    assertThat(batch.documents())
        .extracting(KeyCertificate::identity)
        .containsExactlyInAnyOrderElementsOf(
            Vectors.authorities().stream().map(each -> each.v3Identity()).toList());
    KeyCertificate first = batch.documents().get(0);
    assertThat(first.identityKey().bits()).isEqualTo(3072);
    assertThat(first.signingKey().bits()).isEqualTo(2048);
    assertThat(first.isExpired(first.expires())).isFalse();
    assertThat(first.isExpired(first.expires().plusSeconds(1))).isTrue();
    assertThat(batch.documents().stream().mapToInt(each -> each.text().size()).sum())
        .isEqualTo(file.length);
  }

  @Test
  void certificate_fresh_isVerified() throws Exception {
    KeyCertificate certificate = AUTHORITY.certificate();
    assertThat(certificate.identity()).isEqualTo(AUTHORITY.identity());
    assertThat(certificate.signingKeyDigest()).isEqualTo(AUTHORITY.keyId().signingKeyDigest());
    assertThat(certificate.expires()).isEqualTo(EXPIRES);
  }

  @Test
  void certificate_truncatedAnywhere_refused() {
    String text = AUTHORITY.certificateText();
    for (int length = 0; length < text.length(); length++) {
      byte[] truncated = text.substring(0, length).getBytes(US_ASCII);
      assertThatThrownBy(() -> UnverifiedKeyCertificate.read(truncated))
          .isInstanceOf(DecodeException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "version 3, version 2",
    "fingerprint , fingerprint A",
    "dir-key-published, dir-key-unknown",
    "RSA PUBLIC KEY, RSA PRIVATE KEY",
    "ID SIGNATURE, OTHER SIGNATURE",
    "dir-key-certification, opt dir-key-certification",
    "dir-key-certification, dir-key-certification x"
  })
  void certificate_withAWrongItem_refused(String right, String wrong) {
    String text = AUTHORITY.certificateText();
    assertThat(text).contains(right);
    assertThatThrownBy(
            () -> UnverifiedKeyCertificate.read(text.replace(right, wrong).getBytes(US_ASCII)))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void certificate_withAnItemBehindItsSignature_refused() {
    byte[] longer = (AUTHORITY.certificateText() + "dir-address 1.2.3.4:80\n").getBytes(US_ASCII);
    assertThatThrownBy(() -> UnverifiedKeyCertificate.read(longer))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void certificate_withAWrongCrossCertification_refused() throws Exception {
    String text = AUTHORITY.certificateText(new byte[20]);
    UnverifiedKeyCertificate read = UnverifiedKeyCertificate.read(text.getBytes(US_ASCII));
    assertThatThrownBy(read::verify)
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("cross-certification");
  }

  @Test
  void certificate_changed_failsToVerify() throws Exception {
    String text =
        AUTHORITY.certificateText().replace("dir-key-expires 2027", "dir-key-expires 2037");
    UnverifiedKeyCertificate read = UnverifiedKeyCertificate.read(text.getBytes(US_ASCII));
    assertThatThrownBy(read::verify).isInstanceOf(DecodeException.class);
  }

  @Test
  void certificate_withAKeyBelow1024Bits_refused() {
    KeyPair pair = TestAuthority.keyPair(1023);
    RSAPublicKey key = (RSAPublicKey) pair.getPublic();
    byte[] der = RsaPublicKey.of(key.getModulus(), key.getPublicExponent()).der().toByteArray();
    String text = AUTHORITY.certificateText();
    int start = text.indexOf("dir-signing-key\n") + "dir-signing-key\n".length();
    int end = text.indexOf("dir-key-crosscert");
    String weak =
        text.substring(0, start)
            + TestAuthority.object("RSA PUBLIC KEY", der)
            + text.substring(end);
    assertThatThrownBy(() -> UnverifiedKeyCertificate.read(weak.getBytes(US_ASCII)))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("dir-signing-key");
  }

  @Test
  void certificates_oneBadAmongGood_costsOnlyItself() {
    String good = AUTHORITY.certificateText();
    String bad = AUTHORITY.certificateText(new byte[20]);
    String malformed = good.replace("version 3", "version 4");
    Batch<KeyCertificate> batch =
        KeyCertificate.readAll(("junk\n" + good + bad + malformed + good).getBytes(US_ASCII));
    assertThat(batch.documents()).hasSize(2);
    assertThat(batch.refused()).isEqualTo(3);
  }

  @FuzzTest
  void anyBytes_giveCertificatesOrDecodeException(byte[] bytes) {
    Batch<UnverifiedKeyCertificate> batch = UnverifiedKeyCertificate.readAll(bytes);
    assertThat(batch.refused()).isNotNegative();
  }
}
