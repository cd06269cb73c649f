package org.tropea.onionservice.descriptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.bytes.PemBlock;
import org.tropea.crypto.certificate.CertificateType;
import org.tropea.crypto.certificate.CertifiedKey;
import org.tropea.crypto.certificate.Ed25519Certificate;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.crypto.key.KeyBlinding;
import org.tropea.crypto.key.X25519PrivateKey;
import org.tropea.directory.document.OnionServiceDescriptor;
import org.tropea.directory.document.UnverifiedOnionServiceDescriptor;
import org.tropea.onionservice.address.BlindedIdentity;
import org.tropea.onionservice.address.OnionAddress;
import org.tropea.onionservice.address.TimePeriod;

/** The inner layers (row O05); C tor's own are opened in {@code OnionServiceTest}. */
class ServiceDescriptionTest {
  private static final Curve25519 CURVE = Curve25519.fastest();
  private static final Instant NOW = Instant.parse("2026-11-28T06:00:00Z");
  private static final TimePeriod PERIOD = TimePeriod.at(NOW, 1440, Duration.ofHours(1));
  private static final Ed25519SigningKey IDENTITY = Ed25519SigningKey.fromSeed(new byte[32]);
  private static final Ed25519SigningKey SIGNING = Ed25519SigningKey.fromSeed(filled(2));
  private static final Ed25519SigningKey OTHER = Ed25519SigningKey.fromSeed(filled(3));
  private static final String HEAD = "create2-formats 2\n";
  private static final long REVISION = 42;

  private final SecureRandom random = new SecureRandom();
  private final BlindedIdentity service;

  ServiceDescriptionTest() throws DecodeException {
    service = BlindedIdentity.of(new OnionAddress(IDENTITY.identity()), PERIOD);
  }

  private static byte[] filled(int value) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String certificate(int type, Ed25519SigningKey signer, Instant expires) {
    Ed25519Certificate certificate =
        Ed25519Certificate.sign(signer, type, CertifiedKey.of(OTHER.identity()), expires, true);
    return PemBlock.write("ED25519 CERT", certificate.encoded().toByteArray());
  }

  private static String point(Ed25519SigningKey signer, Instant expires) {
    byte[] specifiers =
        HexFormat.of().parseHex("02" + "0006" + "7f0000011234" + "0214" + "11".repeat(20));
    return "introduction-point "
        + Base64.getEncoder().encodeToString(specifiers)
        + "\nonion-key ntor "
        + base64(filled(9))
        + "\nauth-key\n"
        + certificate(CertificateType.INTRODUCTION_AUTHENTICATION, signer, expires)
        + "enc-key ntor "
        + base64(filled(8))
        + "\nenc-key-cert\n"
        + certificate(CertificateType.INTRODUCTION_ENCRYPTION, signer, expires);
  }

  private static String goodPoint() {
    return point(SIGNING, NOW.plusSeconds(7200));
  }

  private ServiceDescription open(
      String second, byte[] cookie, BlindedIdentity as, @Nullable X25519PrivateKey key)
      throws Exception {
    byte[] encrypted =
        LayerCipher.second(cookie, service, REVISION)
            .seal(second.getBytes(StandardCharsets.US_ASCII), random);
    String first =
        "desc-auth-type x25519\ndesc-auth-ephemeral-key "
            + base64(filled(9))
            + "\nauth-client "
            + base64(new byte[8])
            + " "
            + base64(new byte[16])
            + " "
            + base64(new byte[16])
            + "\nencrypted\n"
            + PemBlock.write("MESSAGE", encrypted)
            + "\0".repeat(100);
    byte[] outer =
        OnionServiceDescriptor.sign(
            Ed25519Certificate.sign(
                KeyBlinding.blind(IDENTITY, BlindedIdentity.factor(service.address(), PERIOD)),
                CertificateType.ONION_DESCRIPTOR_SIGNING,
                CertifiedKey.of(SIGNING.identity()),
                NOW.plusSeconds(7200),
                true),
            SIGNING,
            Duration.ofHours(3),
            REVISION,
            LayerCipher.first(service, REVISION)
                .seal(first.getBytes(StandardCharsets.US_ASCII), random));
    OnionServiceDescriptor read =
        UnverifiedOnionServiceDescriptor.read(outer, 50_000).verify(CURVE, NOW);
    return ServiceDescription.open(read, as, CURVE, key, NOW);
  }

  private ServiceDescription open(String second) throws Exception {
    return open(second, new byte[0], service, null);
  }

  @Test
  void description_isWhatTheServiceSays() throws Exception {
    ServiceDescription read =
        open(
            HEAD
                + "single-onion-service\nflow-control 1-2 31\nnew-thing\npow-params v1 "
                + base64(filled(7))
                + " 500 2026-11-28T07:00:00\npow-params v2 whatever\n"
                + goodPoint()
                + goodPoint());
    assertThat(read.revision()).isEqualTo(REVISION);
    assertThat(read.isSingle()).isTrue();
    assertThat(read.sendmeIncrement()).isEqualTo(31);
    ServiceDescription.ProofOfWork puzzle = Objects.requireNonNull(read.proofOfWork());
    assertThat(puzzle.effort()).isEqualTo(500);
    assertThat(puzzle.expires()).isEqualTo("2026-11-28T07:00:00Z");
    assertThat(read.points()).hasSize(2);
    IntroductionPoint point = read.points().get(0);
    assertThat(point.authenticationKey()).isEqualTo(OTHER.identity());
    assertThat(point.encryptionKey().value().toByteArray()).isEqualTo(filled(8));
    assertThat(point.onionKey().value().toByteArray()).isEqualTo(filled(9));
    assertThat(point.relay().addresses().get(0).getPort()).isEqualTo(0x1234);
  }

  @Test
  void lastLineWithoutEnd_isReadAsByCtor() throws Exception {
    String text = HEAD + goodPoint();
    assertThat(open(text.substring(0, text.length() - 1)).points()).hasSize(1);
    assertThat(open(HEAD).points()).isEmpty();
  }

  @Test
  void introductionPointThatProvesNothing_isLeftOut() throws Exception {
    String expired = point(SIGNING, NOW.minusSeconds(7200));
    String ofAnother = point(OTHER, NOW.plusSeconds(7200));
    String cut = "introduction-point AA==\n";
    assertThat(open(HEAD + expired + ofAnother + cut + goodPoint()).points()).hasSize(1);
  }

  @Test
  void moreThan20Points_areRefused() throws Exception {
    assertThat(open(HEAD + goodPoint().repeat(20)).points()).hasSize(20);
    assertThatExceptionOfType(DecodeException.class)
        .isThrownBy(() -> open(HEAD + goodPoint().repeat(21)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "flow-control 1-2 31\n",
        "create2-formats 1\n",
        HEAD + "intro-auth-required password\n",
        HEAD + "flow-control 1-2 0\n",
        HEAD + "flow-control 1-2 256\n",
        HEAD + "flow-control 1-2\n",
        HEAD + "pow-params v1 AAAA 1 2026-11-28T07:00:00\n",
        HEAD + "pow-params v1\n",
        HEAD + HEAD
      })
  void malformedDescription_isRefused(String second) {
    assertThatExceptionOfType(DecodeException.class).isThrownBy(() -> open(second));
  }

  @Test
  void descriptionForFew_isReadByNobodyElse() {
    assertThatExceptionOfType(UnauthorizedException.class)
        .isThrownBy(() -> open(HEAD, new byte[16], service, null))
        .satisfies(e -> assertThat(e.hadKey()).isFalse());
    assertThatExceptionOfType(UnauthorizedException.class)
        .isThrownBy(() -> open(HEAD, new byte[16], service, X25519PrivateKey.of(filled(5))))
        .satisfies(e -> assertThat(e.hadKey()).isTrue());
  }

  @Test
  void descriptorOfAnotherService_isRefused() throws Exception {
    BlindedIdentity another = BlindedIdentity.of(new OnionAddress(OTHER.identity()), PERIOD);
    assertThatExceptionOfType(DecodeException.class)
        .isThrownBy(() -> open(HEAD, new byte[0], another, null));
  }
}
