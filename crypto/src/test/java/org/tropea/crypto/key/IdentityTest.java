package org.tropea.crypto.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.DecodeException;

class IdentityTest {
  private static final String FINGERPRINT = "000102030405060708090A0B0C0D0E0F10111213";

  @Test
  void rsaIdentity_hexOfEitherCase_comesBackInUpperCase() throws Exception {
    RsaIdentity identity = RsaIdentity.fromHex(FINGERPRINT);
    assertThat(identity).isEqualTo(RsaIdentity.fromHex("000102030405060708090a0b0c0d0e0f10111213"));
    assertThat(identity.toHex()).isEqualTo(FINGERPRINT);
    assertThat(RsaIdentity.read(new ByteReader(HexFormat.of().parseHex(FINGERPRINT))))
        .isEqualTo(identity);
  }

  @Test
  void ed25519Identity_base64_comesBack() throws Exception {
    Ed25519Identity identity = Ed25519Identity.of(new byte[32]);
    assertThat(identity.toBase64()).isEqualTo("A".repeat(43));
    assertThat(Ed25519Identity.fromBase64(identity.toBase64())).isEqualTo(identity);
  }

  @Test
  void text_ofWrongLengthOrLetters_refused() {
    List<ThrowingCallable> reads =
        List.of(
            () -> RsaIdentity.fromHex(""),
            () -> RsaIdentity.fromHex(FINGERPRINT + "0"),
            () -> RsaIdentity.fromHex(FINGERPRINT.substring(1)),
            () -> RsaIdentity.fromHex("x" + FINGERPRINT.substring(1)),
            () -> Ed25519Identity.fromBase64("A".repeat(42)),
            () -> Ed25519Identity.fromBase64("A".repeat(44)),
            () -> Ed25519Identity.fromBase64("A".repeat(42) + "="),
            () -> Ed25519Identity.fromBase64("A".repeat(42) + "é"),
            () -> RsaIdentity.read(new ByteReader(new byte[19])),
            () -> Ed25519Identity.read(new ByteReader(new byte[31])),
            () -> X25519PublicKey.read(new ByteReader(new byte[31])));
    for (ThrowingCallable read : reads) {
      assertThatThrownBy(read).isInstanceOf(DecodeException.class);
    }
  }

  @Test
  void bytes_ofAnotherLength_refusedAsOurOwnMistake() {
    List<ThrowingCallable> makes =
        List.of(
            () -> RsaIdentity.of(new byte[21]),
            () -> Ed25519Identity.of(new byte[31]),
            () -> X25519PublicKey.of(new byte[33]),
            () -> X25519PrivateKey.of(new byte[31]));
    for (ThrowingCallable make : makes) {
      assertThatThrownBy(make).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void x25519PrivateKey_destroyed_isZero() {
    byte[] bytes = new byte[32];
    bytes[5] = 5;
    X25519PrivateKey key = X25519PrivateKey.of(bytes);
    assertThat(key.copyBytes()).isEqualTo(bytes);
    key.destroy();
    assertThat(key.copyBytes()).isEqualTo(new byte[32]);
  }
}
