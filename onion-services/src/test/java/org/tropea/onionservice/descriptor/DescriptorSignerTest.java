package org.tropea.onionservice.descriptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.crypto.tink.util.Bytes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.crypto.key.X25519KeyPair;
import org.tropea.crypto.key.X25519PublicKey;
import org.tropea.directory.document.OnionServiceDescriptor;
import org.tropea.directory.document.UnverifiedOnionServiceDescriptor;
import org.tropea.onionservice.address.TimePeriod;
import org.tropea.protocol.linkspec.RelayTarget;

/** Rows O04, O05 and O14 from the service; C tor's clients read them in OnionServiceTest. */
class DescriptorSignerTest {
  private static final Curve25519 CURVE = Curve25519.fastest();
  private static final Instant NOW = Instant.parse("2026-11-28T06:30:00Z");
  private static final TimePeriod PERIOD = TimePeriod.at(NOW, 1440, Duration.ofHours(1));

  private final SecureRandom random = new SecureRandom();
  private final Ed25519SigningKey identity = Ed25519SigningKey.generate(random);

  private DescriptorSigner signer(List<X25519PublicKey> clients) throws Exception {
    return new DescriptorSigner(identity, PERIOD, clients, CURVE, random);
  }

  private ServiceDescription description(int points) {
    List<IntroductionPoint> all = new ArrayList<>();
    for (int i = 0; i < points; i++) {
      RelayTarget relay =
          new RelayTarget(
              RsaIdentity.of(filled(20)),
              Ed25519SigningKey.generate(random).identity(),
              List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9001)));
      all.add(
          new IntroductionPoint(
              relay,
              X25519KeyPair.generate(CURVE, random).publicKey(),
              Ed25519SigningKey.generate(random).identity(),
              X25519KeyPair.generate(CURVE, random).publicKey()));
    }
    return new ServiceDescription(
        77,
        true,
        31,
        new ServiceDescription.ProofOfWork(Bytes.copyFrom(filled(32)), 500, NOW.plusSeconds(60)),
        all);
  }

  private static byte[] filled(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 7);
    return bytes;
  }

  private static OnionServiceDescriptor read(byte[] text) throws Exception {
    return UnverifiedOnionServiceDescriptor.read(text, 50_000).verify(CURVE, NOW);
  }

  @Test
  void descriptor_isReadBackByEverybodyWhoKnowsTheAddress() throws Exception {
    DescriptorSigner signer = signer(List.of());
    for (int points : new int[] {0, 1, 3, 20}) {
      ServiceDescription said = description(points);
      OnionServiceDescriptor outer = read(signer.sign(said, NOW));
      assertThat(outer.lifetime()).isEqualTo(Duration.ofHours(3));
      assertThat(outer.revision()).isEqualTo(77);
      assertThat(outer.signingCertificate().expires()).isEqualTo("2026-11-30T13:00:00Z");
      assertThat(ServiceDescription.open(outer, signer.service(), CURVE, null, NOW))
          .isEqualTo(said);
    }
  }

  /** Nobody sees by the length how many introduction points there are. */
  @Test
  void firstLayer_isFilledUpToTenThousandBytes() throws Exception {
    DescriptorSigner signer = signer(List.of());
    for (int points : new int[] {0, 3, 4}) {
      assertThat(read(signer.sign(description(points), NOW)).superencrypted().size())
          .isEqualTo(10_000 + 16 + 32);
    }
    assertThat(read(signer.sign(description(20), NOW)).superencrypted().size() % 10_000)
        .isEqualTo(48);
  }

  @Test
  void descriptorForFew_isReadByThoseAlone_whoAreAMultipleOf16() throws Exception {
    List<X25519KeyPair> clients = new ArrayList<>();
    for (int i = 0; i < 17; i++) {
      clients.add(X25519KeyPair.generate(CURVE, random));
    }
    DescriptorSigner signer = signer(clients.stream().map(X25519KeyPair::publicKey).toList());
    ServiceDescription said = description(3);
    OnionServiceDescriptor outer = read(signer.sign(said, NOW));
    for (X25519KeyPair each : clients) {
      assertThat(ServiceDescription.open(outer, signer.service(), CURVE, each.privateKey(), NOW))
          .isEqualTo(said);
    }
    assertThatExceptionOfType(UnauthorizedException.class)
        .isThrownBy(() -> ServiceDescription.open(outer, signer.service(), CURVE, null, NOW));
    assertThatExceptionOfType(UnauthorizedException.class)
        .isThrownBy(
            () ->
                ServiceDescription.open(
                    outer,
                    signer.service(),
                    CURVE,
                    X25519KeyPair.generate(CURVE, random).privateKey(),
                    NOW));
    FirstLayer first =
        FirstLayer.read(
            LayerCipher.first(signer.service(), 77).open(outer.superencrypted().toByteArray()));
    assertThat(first.clients()).hasSize(32);
  }
}
