package org.tropea.crypto.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.FixedRandom;
import org.tropea.crypto.Vectors;
import org.tropea.crypto.Vectors.Vector;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.Ed25519SigningKey;

class Ed25519CertificateTest {
  private static final Instant NOW = Instant.parse("2020-09-25T02:13:20Z");

  private final Curve25519 curve = Curve25519.fastest();
  private final Ed25519SigningKey signer = Ed25519SigningKey.generate(new FixedRandom(1));
  private final Ed25519Identity subject = Ed25519SigningKey.generate(new FixedRandom(2)).identity();

  private byte[] signed(Instant expires, boolean nameSigner) {
    return Ed25519Certificate.sign(
            signer, CertificateType.SIGNING_KEY, CertifiedKey.of(subject), expires, nameSigner)
        .encoded()
        .toByteArray();
  }

  /** A signed certificate of these extensions, in front of which stands their number. */
  private byte[] withExtensions(byte[] extensions) {
    ByteWriter writer = new ByteWriter().u8(1).u8(4).u32(500_000).u8(1).bytes(subject.value());
    writer.bytes(extensions);
    return writer.bytes(signer.sign(writer.toByteArray())).toByteArray();
  }

  private Ed25519Certificate verify(byte[] bytes, Instant now) throws DecodeException {
    return UnverifiedEd25519Certificate.read(bytes)
        .verify(curve, CertificateType.SIGNING_KEY, signer.identity(), now);
  }

  @Test
  void verify_certificatesOfCTor_valid() throws Exception {
    Vector vector = Vectors.read("certificates").get(0);
    Ed25519Identity identity = Ed25519Identity.of(vector.bytes("ed25519"));

    UnverifiedEd25519Certificate unverified =
        UnverifiedEd25519Certificate.read(vector.bytes("signing-key"));
    assertThat(unverified.signedWith()).isEqualTo(identity);
    Ed25519Certificate signingKey =
        unverified.verify(curve, CertificateType.SIGNING_KEY, identity, NOW);
    assertThat(signingKey.type()).isEqualTo(4);
    assertThat(signingKey.expires()).isEqualTo("2020-10-26T18:00:00Z");
    assertThat(signingKey.signer()).isEqualTo(identity);
    assertThat(signingKey.encoded().toByteArray()).isEqualTo(vector.bytes("signing-key"));

    unverified = UnverifiedEd25519Certificate.read(vector.bytes("tls-link"));
    assertThat(unverified.signedWith()).isNull();
    Ed25519Certificate link =
        unverified.verify(curve, CertificateType.TLS_LINK, signingKey.key().ed25519(), NOW);
    assertThat(link.expires()).isEqualTo("2020-09-28T18:00:00Z");
    assertThat(link.key()).isEqualTo(CertifiedKey.ofX509Digest(vector.bytes("tls-digest")));
  }

  @Test
  void sign_withAndWithoutSigner_comesBack() throws Exception {
    for (boolean nameSigner : new boolean[] {true, false}) {
      byte[] bytes = signed(NOW, nameSigner);
      assertThat(bytes).hasSize(nameSigner ? 140 : 104);
      Ed25519Certificate certificate = verify(bytes, NOW);
      assertThat(certificate.key().ed25519()).isEqualTo(subject);
      assertThat(certificate.signer()).isEqualTo(signer.identity());
      assertThat(certificate.expires()).isEqualTo("2020-09-25T03:00:00Z");
      assertThat(certificate.encoded().toByteArray()).isEqualTo(bytes);
    }
  }

  @Test
  void sign_expiryOnTheHour_isNotMoved() throws Exception {
    Instant hour = Instant.parse("2020-09-25T03:00:00Z");
    assertThat(verify(signed(hour, true), NOW).expires()).isEqualTo(hour);
    assertThat(verify(signed(hour.plusNanos(1), true), NOW).expires())
        .isEqualTo("2020-09-25T04:00:00Z");
  }

  @Test
  void verify_atAndAfterItsLastMoment_validThenExpired() throws Exception {
    byte[] bytes = signed(NOW, true);
    Instant last = Instant.parse("2020-09-25T03:00:00Z");
    verify(bytes, last);
    assertThatThrownBy(() -> verify(bytes, last.plusNanos(1)))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("expired");
  }

  @Test
  void verify_otherTypeWanted_refused() throws Exception {
    UnverifiedEd25519Certificate certificate = UnverifiedEd25519Certificate.read(signed(NOW, true));
    assertThatThrownBy(
            () -> certificate.verify(curve, CertificateType.TLS_LINK, signer.identity(), NOW))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("type");
  }

  @Test
  void verify_otherSigner_refusedByNameOrBySignature() throws Exception {
    for (boolean nameSigner : new boolean[] {true, false}) {
      UnverifiedEd25519Certificate certificate =
          UnverifiedEd25519Certificate.read(signed(NOW, nameSigner));
      assertThatThrownBy(() -> certificate.verify(curve, CertificateType.SIGNING_KEY, subject, NOW))
          .isInstanceOf(DecodeException.class)
          .hasMessageContaining(nameSigner ? "wrong signer" : "bad signature");
    }
  }

  @Test
  void verify_anyByteChanged_refused() {
    byte[] bytes = signed(NOW, true);
    for (int i = 0; i < bytes.length; i++) {
      byte[] changed = bytes.clone();
      changed[i] ^= 0x20;
      assertThatThrownBy(() -> verify(changed, NOW)).isInstanceOf(DecodeException.class);
    }
  }

  @Test
  void read_truncatedOrTrailing_refused() {
    for (boolean nameSigner : new boolean[] {true, false}) {
      byte[] bytes = signed(NOW, nameSigner);
      for (int length = 0; length <= bytes.length + 1; length++) {
        byte[] cut = Arrays.copyOf(bytes, length);
        if (length != bytes.length) {
          assertThatThrownBy(() -> UnverifiedEd25519Certificate.read(cut))
              .isInstanceOf(DecodeException.class);
        }
      }
    }
  }

  @Test
  void read_otherVersion_refused() {
    byte[] bytes = signed(NOW, true);
    for (int version : new int[] {0, 2, 255}) {
      bytes[0] = (byte) version;
      assertThatThrownBy(() -> UnverifiedEd25519Certificate.read(bytes))
          .isInstanceOf(DecodeException.class)
          .hasMessageContaining("version");
    }
  }

  @Test
  void read_unknownExtension_passedOverUnlessItAffectsValidation() throws Exception {
    byte[] harmless = new ByteWriter().u8(1).u16(3).u8(9).u8(2).bytes(new byte[3]).toByteArray();
    verify(withExtensions(harmless), NOW);
    for (int flags : new int[] {1, 3, 255}) {
      byte[] critical =
          new ByteWriter().u8(1).u16(3).u8(9).u8(flags).bytes(new byte[3]).toByteArray();
      assertThatThrownBy(() -> UnverifiedEd25519Certificate.read(withExtensions(critical)))
          .isInstanceOf(DecodeException.class)
          .hasMessageContaining("critical");
    }
  }

  @Test
  void read_signerOfOddLengthOrTwice_refused() throws Exception {
    byte[] key = signer.identity().value().toByteArray();
    byte[] critical = new ByteWriter().u8(1).u16(32).u8(4).u8(1).bytes(key).toByteArray();
    assertThat(verify(withExtensions(critical), NOW).signer()).isEqualTo(signer.identity());

    byte[] twice =
        new ByteWriter().u8(2).bytes(critical, 1, 36).bytes(critical, 1, 36).toByteArray();
    byte[] shorter = new ByteWriter().u8(1).u16(31).u8(4).u8(0).bytes(key, 0, 31).toByteArray();
    byte[] longer = new ByteWriter().u8(1).u16(33).u8(4).u8(0).bytes(key).u8(0).toByteArray();
    for (byte[] extensions : new byte[][] {twice, shorter, longer}) {
      assertThatThrownBy(() -> UnverifiedEd25519Certificate.read(withExtensions(extensions)))
          .isInstanceOf(DecodeException.class);
    }
  }

  @Test
  void read_latestExpiry_isInTheYear491936() throws Exception {
    byte[] bytes = signed(NOW, false);
    Arrays.fill(bytes, 2, 6, (byte) 0xff);
    assertThat(UnverifiedEd25519Certificate.read(bytes).expires())
        .isEqualTo(Instant.ofEpochSecond(0xffffffffL * 3600));
    assertThat(new ByteReader(bytes, 2, 4).u32()).isEqualTo(0xffffffffL);
  }
}
