package org.tropea.crypto.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Instant;
import org.tropea.crypto.bytes.DecodeException;

class CertificateFuzzTest {
  private static final Instant NOW = Instant.parse("2020-09-25T02:13:20Z");

  @FuzzTest
  void ed25519_anyBytes_certificateOrDecodeException(byte[] input) {
    try {
      assertThat(UnverifiedEd25519Certificate.read(input).encoded().toByteArray()).isEqualTo(input);
    } catch (DecodeException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  @FuzzTest
  void rsaCross_anyBytes_certificateOrDecodeException(byte[] input) {
    try {
      assertThat(UnverifiedRsaCrossCertificate.read(input).encoded().toByteArray())
          .isEqualTo(input);
    } catch (DecodeException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  @FuzzTest
  void rsaIdentity_anyBytes_certificateOrDecodeException(byte[] input) {
    try {
      assertThat(RsaIdentityCertificate.verify(input, NOW).encoded().toByteArray())
          .isEqualTo(input);
    } catch (DecodeException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }
}
