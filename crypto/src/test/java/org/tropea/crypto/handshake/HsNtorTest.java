package org.tropea.crypto.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.crypto.key.X25519KeyPair;
import org.tropea.crypto.key.X25519PrivateKey;
import org.tropea.crypto.key.X25519PublicKey;

/** hs-ntor between a client and a service (row C18); {@code OnionServiceTest} has it with C tor. */
class HsNtorTest {
  private static final Curve25519 CURVE = Curve25519.fastest();
  private static final Ed25519Identity AUTHENTICATION =
      Ed25519SigningKey.fromSeed(new byte[32]).identity();
  private static final byte[] SUBCREDENTIAL = new byte[32];

  private final X25519KeyPair encryption = X25519KeyPair.of(CURVE, key(1));
  private final HsNtorClient client =
      new HsNtorClient(CURVE, AUTHENTICATION, encryption.publicKey(), key(2));
  private final HsNtorService service =
      new HsNtorService(CURVE, AUTHENTICATION, encryption, client.clientKey());

  private static X25519PrivateKey key(int value) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) value);
    return X25519PrivateKey.of(bytes);
  }

  @Test
  void both_haveTheSameKeys() throws DecodeException {
    IntroductionKeys ours = client.introductionKeys(SUBCREDENTIAL);
    IntroductionKeys theirs = service.introductionKeys(SUBCREDENTIAL);
    assertThat(ours.encryption()).isEqualTo(theirs.encryption()).hasSize(32);
    assertThat(ours.mac(new byte[9])).isEqualTo(theirs.mac(new byte[9])).hasSize(32);
    HsNtorService.Answer answer = service.answer(key(3));
    assertThat(answer.reply()).hasSize(64);
    byte[] longer = Arrays.copyOf(answer.reply(), 168);
    assertThat(client.finish(longer).take(128)).isEqualTo(answer.keys().take(128));
  }

  @Test
  void otherSubcredential_givesOtherKeys() throws DecodeException {
    byte[] other = new byte[32];
    other[31] = 1;
    assertThat(client.introductionKeys(SUBCREDENTIAL).encryption())
        .isNotEqualTo(service.introductionKeys(other).encryption());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 31, 32, 63})
  void changedReply_isRefused(int at) throws DecodeException {
    byte[] reply = service.answer(key(3)).reply();
    reply[at] ^= 4;
    assertThatExceptionOfType(DecodeException.class).isThrownBy(() -> client.finish(reply));
  }

  @Test
  void shortReply_isRefused() throws DecodeException {
    byte[] reply = Arrays.copyOf(service.answer(key(3)).reply(), 63);
    assertThatExceptionOfType(DecodeException.class).isThrownBy(() -> client.finish(reply));
  }

  /** An all-zero key must end the introduction and nothing else (C tor's ticket 41295). */
  @Test
  void keyOfLowOrder_isRefused() {
    HsNtorClient misled =
        new HsNtorClient(CURVE, AUTHENTICATION, X25519PublicKey.of(new byte[32]), key(4));
    assertThatExceptionOfType(DecodeException.class)
        .isThrownBy(() -> misled.introductionKeys(SUBCREDENTIAL));
  }
}
