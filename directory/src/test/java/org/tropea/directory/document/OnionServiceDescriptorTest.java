package org.tropea.directory.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.util.Bytes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.certificate.CertificateType;
import org.tropea.crypto.certificate.CertifiedKey;
import org.tropea.crypto.certificate.Ed25519Certificate;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.directory.text.ItemWriter;

class OnionServiceDescriptorTest {
  private static final Instant NOW = Instant.parse("2026-11-28T05:00:00Z");
  private static final int LIMIT = UnverifiedOnionServiceDescriptor.LENGTH_LIMIT;

  private final Curve25519 curve = Curve25519.fastest();
  private final Ed25519SigningKey blinded = Ed25519SigningKey.fromSeed(filled(1));
  private final Ed25519SigningKey signing = Ed25519SigningKey.fromSeed(filled(2));

  @Test
  void signed_readAndVerified_isTheSame() throws Exception {
    byte[] inner = new byte[10_000];
    Arrays.fill(inner, (byte) 7);
    byte[] text =
        OnionServiceDescriptor.sign(
            certificate(CertificateType.ONION_DESCRIPTOR_SIGNING, true),
            signing,
            Duration.ofHours(3),
            -1,
            inner);
    assertThat(new String(text, StandardCharsets.US_ASCII))
        .startsWith("hs-descriptor 3\ndescriptor-lifetime 180\ndescriptor-signing-key-cert\n")
        .contains("\nrevision-counter 18446744073709551615\nsuperencrypted\n-----BEGIN MESSAGE");
    OnionServiceDescriptor read = verify(text);
    assertThat(read.blindedKey()).isEqualTo(blinded.identity());
    assertThat(read.lifetime()).isEqualTo(Duration.ofHours(3));
    assertThat(read.revision()).isEqualTo(-1);
    assertThat(read.superencrypted().toByteArray()).isEqualTo(inner);
    assertThat(read.text().toByteArray()).isEqualTo(text);
  }

  @Test
  void vectorOfCTor_isGenuineUntilItsCertificateExpires() throws Exception {
    byte[] text = Vectors.file("onion-service-descriptor");
    UnverifiedOnionServiceDescriptor read = UnverifiedOnionServiceDescriptor.read(text, LIMIT);
    assertThat(read.revision()).isEqualTo(42);
    assertThat(read.lifetime()).isEqualTo(Duration.ofHours(3));
    Instant expires = read.signingCertificate().expires();
    assertThat(read.verify(curve, expires).blindedKey()).isEqualTo(read.blindedKey());
    assertThatThrownBy(() -> read.verify(curve, expires.plusSeconds(1)))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("expired");
  }

  /** Case onion-11: C tor's HS_DESC_BAD_SIG, where a space stands in front of the signature. */
  @Test
  void vectorOfCTor_withASpaceBeforeItsSignature_isRefused() {
    String text =
        new String(Vectors.file("onion-service-descriptor"), StandardCharsets.US_ASCII)
            .replace("\nsignature", "\n signature");
    assertThatThrownBy(() -> verify(text.getBytes(StandardCharsets.US_ASCII)))
        .isInstanceOf(DecodeException.class);
  }

  /** Case onion-11. */
  @Test
  void tooLong_isRefused() throws Exception {
    byte[] text = descriptor();
    UnverifiedOnionServiceDescriptor.read(text, text.length + 1);
    assertThatThrownBy(() -> UnverifiedOnionServiceDescriptor.read(text, text.length))
        .isInstanceOf(DecodeException.class);
  }

  /** Case onion-11. */
  @ParameterizedTest
  @CsvSource({
    "hs-descriptor 3, hs-descriptor 2",
    "hs-descriptor 3, hs-descriptor 4",
    "hs-descriptor 3, hs-descriptor 3 3",
    "hs-descriptor 3, descriptor 3",
    "descriptor-lifetime 180, descriptor-lifetime 721",
    "descriptor-lifetime 180, descriptor-lifetime 180 1",
    "descriptor-lifetime 180, descriptor-lifetime 99999999999999999999",
    "descriptor-lifetime 180, descriptor-lifetime x",
    "revision-counter 5, revision-counter 18446744073709551616",
    "revision-counter 5, revision-counter -1",
    "revision-counter 5, revision-counter 5 6",
    "revision-counter 5, revision-counte 5",
    "superencrypted, superencrypte",
    "MESSAGE, MESSAGES",
    "ED25519 CERT, CERT",
    "signature, signatur",
  })
  void bad_isRefused(String good, String bad) {
    String text = new String(descriptor(), StandardCharsets.US_ASCII);
    assertThat(text).contains(good);
    byte[] changed = text.replace(good, bad).getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> verify(changed)).isInstanceOf(DecodeException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x 1\n", "\n", "signature a\n"})
  void anythingBehindTheSignature_isRefused(String more) {
    String text = new String(descriptor(), StandardCharsets.US_ASCII) + more;
    assertThatThrownBy(() -> verify(text.getBytes(StandardCharsets.US_ASCII)))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void truncatedOrChangedAnywhere_isRefused() {
    byte[] text = descriptor();
    for (int i = 0; i < text.length; i++) {
      byte[] truncated = Arrays.copyOf(text, i);
      assertThatThrownBy(() -> verify(truncated)).isInstanceOf(DecodeException.class);
      byte[] changed = text.clone();
      changed[i] ^= 1;
      assertThatThrownBy(() -> verify(changed))
          .as("byte %s", i)
          .isInstanceOf(DecodeException.class);
    }
  }

  @Test
  void certificate_ofAnotherType_orWithoutItsSigner_orExpired_isRefused() {
    for (Ed25519Certificate bad :
        new Ed25519Certificate[] {
          certificate(CertificateType.INTRODUCTION_AUTHENTICATION, true),
          certificate(CertificateType.ONION_DESCRIPTOR_SIGNING, false)
        }) {
      byte[] changed = replaceCertificate(descriptor(), bad);
      assertThatThrownBy(() -> verify(changed)).isInstanceOf(DecodeException.class);
    }
    assertThatThrownBy(
            () ->
                UnverifiedOnionServiceDescriptor.read(descriptor(), LIMIT)
                    .verify(curve, NOW.plus(Duration.ofHours(56))))
        .isInstanceOf(DecodeException.class);
  }

  /** The same descriptor by another certificate, and signed again. */
  private byte[] replaceCertificate(byte[] text, Ed25519Certificate certificate) {
    String pem =
        new String(
            new ItemWriter()
                .object("ED25519 CERT", certificate.encoded().toByteArray())
                .toByteArray(),
            StandardCharsets.US_ASCII);
    String whole = new String(text, StandardCharsets.US_ASCII);
    String signed =
        whole
            .substring(0, whole.indexOf("signature "))
            .replaceFirst("(?s)-----BEGIN ED25519 CERT.*END ED25519 CERT-----\n", pem);
    byte[] signature =
        signing.sign(
            UnverifiedOnionServiceDescriptor.prefixed(signed.getBytes(StandardCharsets.US_ASCII)));
    return (signed + "signature " + Base64Digest.write(Bytes.copyFrom(signature)) + "\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private byte[] descriptor() {
    return OnionServiceDescriptor.sign(
        certificate(CertificateType.ONION_DESCRIPTOR_SIGNING, true),
        signing,
        Duration.ofHours(3),
        5,
        new byte[49]);
  }

  private Ed25519Certificate certificate(int type, boolean nameSigner) {
    return Ed25519Certificate.sign(
        blinded,
        type,
        CertifiedKey.of(signing.identity()),
        NOW.plus(Duration.ofHours(54)),
        nameSigner);
  }

  private OnionServiceDescriptor verify(byte[] text) throws DecodeException {
    return UnverifiedOnionServiceDescriptor.read(text, LIMIT).verify(curve, NOW);
  }

  private static byte[] filled(int fill) {
    byte[] seed = new byte[Ed25519SigningKey.SEED_LENGTH];
    Arrays.fill(seed, (byte) fill);
    return seed;
  }
}
