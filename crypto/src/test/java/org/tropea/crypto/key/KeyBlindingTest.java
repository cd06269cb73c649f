package org.tropea.crypto.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.Vectors;
import org.tropea.crypto.bytes.DecodeException;

/** Blinded keys, by C tor's vectors (row O02). */
class KeyBlindingTest {
  @Test
  void blindedKeys_areThoseOfCtor() throws DecodeException {
    for (Vectors.Vector vector : Vectors.read("key-blinding")) {
      byte[] factor = vector.bytes("factor");
      Ed25519Identity blinded =
          KeyBlinding.blind(Ed25519Identity.of(vector.bytes("public")), factor);
      assertThat(blinded).isEqualTo(Ed25519Identity.of(vector.bytes("blinded")));
      Ed25519SigningKey secret =
          KeyBlinding.blind(Ed25519SigningKey.fromExpanded(vector.bytes("expanded")), factor);
      assertThat(secret.copyExpanded()).isEqualTo(vector.bytes("blinded-expanded"));
      assertThat(secret.identity()).isEqualTo(blinded);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // No point of the curve.
        "0200000000000000000000000000000000000000000000000000000000000000",
        // Not below the prime.
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        // Of small order.
        "0100000000000000000000000000000000000000000000000000000000000000",
        // A key of C tor's vectors plus the point of order two.
        "2bdb878fac95e6d2ebd2fa95410359729e6cea7183e5a63e9ab36ab13350076b",
      })
  void keyThatNoServiceCanHave_isRefused(String hex) {
    Ed25519Identity key = Ed25519Identity.of(HexFormat.of().parseHex(hex));
    assertThatExceptionOfType(DecodeException.class)
        .isThrownBy(() -> KeyBlinding.blind(key, new byte[32]));
  }

  @Test
  void factorOfAnotherLength_isRefused() {
    Ed25519Identity key = Ed25519SigningKey.fromSeed(new byte[32]).identity();
    assertThatIllegalArgumentException().isThrownBy(() -> KeyBlinding.blind(key, new byte[31]));
  }
}
