package org.tropea.crypto.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.tropea.crypto.FixedRandom;
import org.tropea.crypto.Vectors;
import org.tropea.crypto.Vectors.Vector;

class Ed25519SigningKeyTest {
  @Test
  void fromSeed_publishedVectors_equal() {
    for (Vector vector : Vectors.read("ed25519")) {
      Ed25519SigningKey key = Ed25519SigningKey.fromSeed(vector.bytes("seed"));
      assertThat(key.identity()).isEqualTo(Ed25519Identity.of(vector.bytes("public")));
      assertThat(key.sign(vector.bytes("message"))).isEqualTo(vector.bytes("signature"));
    }
  }

  @Test
  void fromSeedAndExpanded_vectorsOfCTor_equal() {
    for (Vector vector : Vectors.read("ed25519-expanded")) {
      byte[] publicKey = vector.bytes("public");
      Ed25519SigningKey seeded = Ed25519SigningKey.fromSeed(vector.bytes("seed"));
      Ed25519SigningKey expanded = Ed25519SigningKey.fromExpanded(vector.bytes("expanded"));
      assertThat(seeded.identity()).isEqualTo(Ed25519Identity.of(publicKey));
      assertThat(expanded.identity()).isEqualTo(Ed25519Identity.of(publicKey));
      assertThat(seeded.sign(publicKey)).isEqualTo(vector.bytes("signature"));
      assertThat(expanded.sign(publicKey)).isEqualTo(vector.bytes("signature"));
    }
  }

  @Test
  void generate_twice_differentKeysThatSign() {
    FixedRandom random = new FixedRandom(1);
    Ed25519SigningKey first = Ed25519SigningKey.generate(random);
    Ed25519SigningKey second = Ed25519SigningKey.generate(random);
    assertThat(first.identity()).isNotEqualTo(second.identity());
    byte[] message = {1, 2, 3};
    Curve25519 curve = Curve25519.fastest();
    assertThat(curve.verify(first.identity(), message, first.sign(message))).isTrue();
    assertThat(curve.verify(second.identity(), message, first.sign(message))).isFalse();
  }

  @Test
  void key_ofAnotherLength_refused() {
    for (int length : new int[] {0, 31, 33, 63, 65}) {
      assertThatThrownBy(() -> Ed25519SigningKey.fromSeed(new byte[length]))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> Ed25519SigningKey.fromExpanded(new byte[length]))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void key_destroyed_signsNoMore() {
    Ed25519SigningKey key = Ed25519SigningKey.fromSeed(new byte[32]);
    assertThat(key.isDestroyed()).isFalse();
    key.destroy();
    assertThat(key.isDestroyed()).isTrue();
    assertThatThrownBy(() -> key.sign(new byte[1])).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void toString_anyKey_printsNoSecret() {
    assertThat(Ed25519SigningKey.fromSeed(new byte[32])).hasToString("Ed25519SigningKey");
    assertThat(X25519PrivateKey.of(new byte[32])).hasToString("X25519PrivateKey");
  }
}
