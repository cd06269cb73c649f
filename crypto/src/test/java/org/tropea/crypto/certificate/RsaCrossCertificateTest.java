package org.tropea.crypto.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.Vectors;
import org.tropea.crypto.Vectors.Vector;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.RsaPublicKey;
import org.tropea.crypto.key.RsaSigningKey;

class RsaCrossCertificateTest {
  private static final Instant NOW = Instant.parse("2020-09-25T02:13:20Z");
  private static final RsaSigningKey SIGNER = RsaSigningKey.generate(1024, new SecureRandom());
  private static final Ed25519Identity IDENTITY = Ed25519Identity.of(new byte[32]);
  private static final byte[] SIGNED =
      RsaCrossCertificate.sign(SIGNER, IDENTITY, NOW).encoded().toByteArray();

  private static RsaCrossCertificate verify(byte[] bytes, Instant now) throws DecodeException {
    return UnverifiedRsaCrossCertificate.read(bytes).verify(SIGNER.publicKey(), now);
  }

  @Test
  void verify_certificateOfCTor_valid() throws Exception {
    Vector vector = Vectors.read("certificates").get(0);
    RsaPublicKey key = RsaIdentityCertificate.verify(vector.bytes("rsa-identity"), NOW).key();
    RsaCrossCertificate certificate =
        UnverifiedRsaCrossCertificate.read(vector.bytes("rsa-cross")).verify(key, NOW);
    assertThat(certificate.identity()).isEqualTo(Ed25519Identity.of(vector.bytes("ed25519")));
    assertThat(certificate.signer()).isEqualTo(key.identity());
    assertThat(certificate.encoded().toByteArray()).isEqualTo(vector.bytes("rsa-cross"));
    assertThatThrownBy(
            () ->
                UnverifiedRsaCrossCertificate.read(vector.bytes("rsa-cross"))
                    .verify(SIGNER.publicKey(), NOW))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("signature");
  }

  @Test
  void sign_anyIdentity_comesBack() throws Exception {
    assertThat(SIGNED).hasSize(165);
    RsaCrossCertificate certificate = verify(SIGNED, NOW);
    assertThat(certificate.identity()).isEqualTo(IDENTITY);
    assertThat(certificate.signer()).isEqualTo(SIGNER.publicKey().identity());
    assertThat(certificate.expires()).isEqualTo("2020-09-25T03:00:00Z");
  }

  @Test
  void verify_atAndAfterItsLastMoment_validThenExpired() throws Exception {
    Instant last = Instant.parse("2020-09-25T03:00:00Z");
    verify(SIGNED, last);
    assertThatThrownBy(() -> verify(SIGNED, last.plusNanos(1)))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("expired");
  }

  @Test
  void verify_anyByteChanged_refused() {
    for (int i = 0; i < SIGNED.length; i++) {
      byte[] changed = SIGNED.clone();
      changed[i] ^= 0x20;
      assertThatThrownBy(() -> verify(changed, NOW)).isInstanceOf(DecodeException.class);
    }
  }

  @Test
  void read_truncatedOrTrailing_refused() {
    for (int length = 0; length <= SIGNED.length + 1; length++) {
      byte[] cut = Arrays.copyOf(SIGNED, length);
      if (length != SIGNED.length) {
        assertThatThrownBy(() -> UnverifiedRsaCrossCertificate.read(cut))
            .isInstanceOf(DecodeException.class);
      }
    }
  }

  @Test
  void verify_emptySignature_refused() {
    byte[] empty = Arrays.copyOf(SIGNED, 37);
    empty[36] = 0;
    assertThatThrownBy(() -> verify(empty, NOW)).isInstanceOf(DecodeException.class);
  }
}
