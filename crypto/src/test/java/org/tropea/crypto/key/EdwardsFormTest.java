package org.tropea.crypto.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.bytes.DecodeException;

class EdwardsFormTest {
  private static final Curve25519 CURVE = new BouncyCastleCurve25519();

  @Test
  void signature_ofAnX25519Key_verifiesByItsEdwardsForm() throws Exception {
    byte[] message = "an onion key vouches".getBytes(StandardCharsets.US_ASCII);
    int positive = 0;
    for (int i = 0; i < 16; i++) {
      X25519KeyPair pair = X25519KeyPair.generate(CURVE, new SecureRandom());
      Ed25519SigningKey signer = EdwardsForm.of(pair.privateKey());
      boolean sign = EdwardsForm.sign(signer.identity());
      Ed25519Identity identity = EdwardsForm.of(pair.publicKey(), sign);
      assertThat(identity).isEqualTo(signer.identity());
      assertThat(CURVE.verify(identity, message, signer.sign(message))).isTrue();
      assertThat(
              CURVE.verify(EdwardsForm.of(pair.publicKey(), !sign), message, signer.sign(message)))
          .isFalse();
      positive += sign ? 0 : 1;
    }
    assertThat(positive).isBetween(0, 16);
  }

  @Test
  void unclampedSecret_signsAsTheClampedOne() throws Exception {
    byte[] secret = new byte[32];
    java.util.Arrays.fill(secret, (byte) 0xff);
    X25519PrivateKey key = X25519PrivateKey.of(secret);
    Ed25519Identity identity = EdwardsForm.of(key).identity();
    assertThat(EdwardsForm.of(CURVE.publicKey(key), EdwardsForm.sign(identity)))
        .isEqualTo(identity);
  }

  @Test
  void basePoint_hasTheEd25519BasePoint() throws Exception {
    byte[] nine = new byte[32];
    nine[0] = 9;
    assertThat(EdwardsForm.of(X25519PublicKey.of(nine), false).value().toByteArray())
        .isEqualTo(HexFormat.of().parseHex("58" + "66".repeat(31)));
  }

  @Test
  void minusOne_hasNoEdwardsForm() {
    byte[] minusOne = HexFormat.of().parseHex("ec" + "ff".repeat(30) + "7f");
    assertThatThrownBy(() -> EdwardsForm.of(X25519PublicKey.of(minusOne), true))
        .isInstanceOf(DecodeException.class);
  }
}
