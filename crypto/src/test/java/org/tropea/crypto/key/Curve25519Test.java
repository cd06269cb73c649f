package org.tropea.crypto.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tropea.crypto.Vectors;
import org.tropea.crypto.Vectors.Vector;

class Curve25519Test {
  private static final Curve25519 CONSCRYPT = new ConscryptCurve25519();
  private static final Curve25519 BOUNCY_CASTLE = new BouncyCastleCurve25519();

  private final Random random = new Random(1);

  static Stream<Curve25519> curves() {
    return Stream.of(CONSCRYPT, BOUNCY_CASTLE);
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  @Test
  void fastest_whereConscryptLoads_isConscrypt() {
    assertThat(Curve25519.fastest()).isInstanceOf(ConscryptCurve25519.class);
  }

  @ParameterizedTest
  @MethodSource("curves")
  void agree_publishedVectors_equal(Curve25519 curve) {
    for (Vector vector : Vectors.read("x25519")) {
      X25519PrivateKey ours = X25519PrivateKey.of(vector.bytes("secret"));
      X25519PublicKey theirs = X25519PublicKey.of(vector.bytes("public"));
      assertThat(curve.agree(ours, theirs)).isEqualTo(vector.bytes("shared"));
    }
  }

  /** Whichever way a key comes to be, it is one key to both implementations. */
  @ParameterizedTest
  @MethodSource("curves")
  void keysThatAreReady_agreeAsAnyOther(Curve25519 curve) {
    SecureRandom fresh = new SecureRandom();
    for (int i = 0; i < 100; i++) {
      X25519KeyPair pair = X25519KeyPair.generate(BOUNCY_CASTLE, fresh);
      X25519Agreement ready = curve.prepare(pair);
      X25519Agreement made = curve.generate(fresh);
      assertThat(ready.publicKey()).isEqualTo(pair.publicKey());
      byte[] secret = BOUNCY_CASTLE.agree(pair.privateKey(), made.publicKey());
      assertThat(ready.agree(made.publicKey())).isEqualTo(secret);
      assertThat(made.agree(pair.publicKey())).isEqualTo(secret);
      assertThat(curve.generate(fresh).publicKey()).isNotEqualTo(made.publicKey());
      made.destroy();
    }
  }

  @ParameterizedTest
  @MethodSource("curves")
  void keysThatAreReady_withAPointOfLowOrder_agreeOnZero(Curve25519 curve) {
    X25519PublicKey zero = X25519PublicKey.of(new byte[X25519PublicKey.LENGTH]);
    assertThat(curve.generate(new SecureRandom()).agree(zero)).containsOnly(0);
  }

  @ParameterizedTest
  @MethodSource("curves")
  void agree_thousandTimes_asInRfc7748(Curve25519 curve) {
    byte[] k = new byte[32];
    k[0] = 9;
    byte[] u = k.clone();
    for (int i = 0; i < 1000; i++) {
      byte[] next = curve.agree(X25519PrivateKey.of(k), X25519PublicKey.of(u));
      u = k;
      k = next;
    }
    assertThat(k)
        .asHexString()
        .isEqualToIgnoringCase("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51");
  }

  @ParameterizedTest
  @MethodSource("curves")
  void agree_pointOfLowOrder_allZero(Curve25519 curve) {
    for (Vector vector : Vectors.read("x25519-low-order")) {
      byte[] point = vector.bytes("public");
      X25519PrivateKey ours = X25519PrivateKey.of(bytes(32));
      assertThat(curve.agree(ours, X25519PublicKey.of(point))).isEqualTo(new byte[32]);
      point[31] |= (byte) 0x80;
      assertThat(curve.agree(ours, X25519PublicKey.of(point))).isEqualTo(new byte[32]);
    }
  }

  @Test
  void agree_anyKeys_bothImplementationsEqual() {
    for (int i = 0; i < 200; i++) {
      X25519PrivateKey ours = X25519PrivateKey.of(bytes(32));
      byte[] point = bytes(32);
      if (i % 4 == 0) {
        // At and above p, where an encoding is not canonical.
        Arrays.fill(point, 1, 32, (byte) 0xff);
        point[0] |= (byte) 0xe0;
      }
      X25519PublicKey theirs = X25519PublicKey.of(point);
      assertThat(CONSCRYPT.agree(ours, theirs)).isEqualTo(BOUNCY_CASTLE.agree(ours, theirs));
      assertThat(CONSCRYPT.publicKey(ours)).isEqualTo(BOUNCY_CASTLE.publicKey(ours));
    }
  }

  @ParameterizedTest
  @MethodSource("curves")
  void agree_bothSides_sameSecret(Curve25519 curve) {
    X25519KeyPair ours = X25519KeyPair.of(curve, X25519PrivateKey.of(bytes(32)));
    X25519KeyPair theirs = X25519KeyPair.of(curve, X25519PrivateKey.of(bytes(32)));
    assertThat(curve.agree(ours.privateKey(), theirs.publicKey()))
        .isEqualTo(curve.agree(theirs.privateKey(), ours.publicKey()));
  }

  @ParameterizedTest
  @MethodSource("curves")
  void verify_publishedVectors_valid(Curve25519 curve) {
    for (Vector vector : Vectors.read("ed25519")) {
      Ed25519Identity signer = Ed25519Identity.of(vector.bytes("public"));
      byte[] signature = vector.bytes("signature");
      assertThat(curve.verify(signer, vector.bytes("message"), signature)).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("curves")
  void verify_edgeVectors_oneRule(Curve25519 curve) {
    for (Vector vector : Vectors.read("ed25519-edges")) {
      Ed25519Identity signer = Ed25519Identity.of(vector.bytes("public"));
      assertThat(curve.verify(signer, vector.bytes("message"), vector.bytes("signature")))
          .as(vector.text("name"))
          .isEqualTo(vector.text("valid").equals("yes"));
    }
  }

  @ParameterizedTest
  @MethodSource("curves")
  void verify_anyByteChanged_invalid(Curve25519 curve) {
    Ed25519SigningKey key = Ed25519SigningKey.fromSeed(bytes(32));
    byte[] message = bytes(50);
    byte[] signature = key.sign(message);
    assertThat(curve.verify(key.identity(), message, signature)).isTrue();
    for (int i = 0; i < 64; i++) {
      byte[] changed = signature.clone();
      changed[i] ^= 1;
      assertThat(curve.verify(key.identity(), message, changed)).isFalse();
    }
    for (int i = 0; i < 32; i++) {
      byte[] changed = key.identity().value().toByteArray();
      changed[i] ^= 1;
      assertThat(curve.verify(Ed25519Identity.of(changed), message, signature)).isFalse();
    }
    message[0] ^= 1;
    assertThat(curve.verify(key.identity(), message, signature)).isFalse();
  }

  @Test
  void verify_anyBytes_bothImplementationsEqualAndNothingThrown() {
    for (int i = 0; i < 500; i++) {
      Ed25519Identity signer = Ed25519Identity.of(bytes(32));
      byte[] message = bytes(i % 40);
      byte[] signature = bytes(i % 10 == 0 ? i % 100 : 64);
      assertThat(CONSCRYPT.verify(signer, message, signature)).isFalse();
      assertThat(BOUNCY_CASTLE.verify(signer, message, signature)).isFalse();
    }
  }
}
