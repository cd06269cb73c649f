package org.tropea.crypto.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tropea.crypto.FixedRandom;
import org.tropea.crypto.Vectors;
import org.tropea.crypto.Vectors.Vector;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.BouncyCastleCurve25519;
import org.tropea.crypto.key.ConscryptCurve25519;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.crypto.key.X25519KeyPair;
import org.tropea.crypto.key.X25519PrivateKey;
import org.tropea.crypto.key.X25519PublicKey;

class NtorTest {
  private static final RsaIdentity RELAY = RsaIdentity.of(new byte[20]);

  private final Curve25519 curve = Curve25519.fastest();
  private final FixedRandom random = new FixedRandom(1);
  private final X25519KeyPair current = X25519KeyPair.generate(curve, random);
  private final X25519KeyPair previous = X25519KeyPair.generate(curve, random);
  private final NtorRelay relay = new NtorRelay(curve, RELAY, List.of(current, previous), random);

  static Stream<Curve25519> curves() {
    return Stream.of(new ConscryptCurve25519(), new BouncyCastleCurve25519());
  }

  @ParameterizedTest
  @MethodSource("curves")
  void handshake_publishedVectors_equal(Curve25519 curve) throws Exception {
    for (Vector vector : Vectors.read("ntor")) {
      RsaIdentity id = RsaIdentity.of(vector.bytes("id"));
      X25519KeyPair onionKey = X25519KeyPair.of(curve, X25519PrivateKey.of(vector.bytes("b")));
      assertThat(onionKey.publicKey()).isEqualTo(X25519PublicKey.of(vector.bytes("onion-key")));

      NtorClient client =
          new NtorClient(curve, id, onionKey.publicKey(), X25519PrivateKey.of(vector.bytes("x")));
      assertThat(client.request()).isEqualTo(vector.bytes("request"));

      RelayAnswer answer =
          new NtorRelay(curve, id, List.of(onionKey), random)
              .answer(
                  client.request(),
                  curve.prepare(X25519KeyPair.of(curve, X25519PrivateKey.of(vector.bytes("y")))));
      assertThat(answer.reply()).isEqualTo(vector.bytes("reply"));

      byte[] keys = vector.bytes("keys");
      assertThat(answer.keys().take(keys.length)).isEqualTo(keys);
      assertThat(client.finish(answer.reply()).keys().take(keys.length)).isEqualTo(keys);
    }
  }

  @Test
  void relay_currentOrPreviousOnionKey_answers() throws Exception {
    for (X25519KeyPair onionKey : List.of(current, previous)) {
      NtorClient client = NtorClient.create(curve, RELAY, onionKey.publicKey(), random);
      RelayAnswer answer = relay.answer(client.request());
      assertThat(client.finish(answer.reply()).keys().take(92)).isEqualTo(answer.keys().take(92));
    }
  }

  @Test
  void relay_sameRequestTwice_answersWithFreshKeys() throws Exception {
    byte[] request = NtorClient.create(curve, RELAY, current.publicKey(), random).request();
    assertThat(relay.answer(request).keys().take(72))
        .isNotEqualTo(relay.answer(request).keys().take(72));
  }

  @Test
  void relay_unknownOnionKey_refused() {
    X25519PublicKey unknown = X25519KeyPair.generate(curve, random).publicKey();
    byte[] request = NtorClient.create(curve, RELAY, unknown, random).request();
    assertThatThrownBy(() -> relay.answer(request))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("onion key");
  }

  @Test
  void relay_anotherIdentity_refused() {
    byte[] request = NtorClient.create(curve, RELAY, current.publicKey(), random).request();
    for (int i = 0; i < RsaIdentity.LENGTH; i++) {
      byte[] changed = request.clone();
      changed[i] ^= 1;
      assertThatThrownBy(() -> relay.answer(changed))
          .isInstanceOf(DecodeException.class)
          .hasMessageContaining("another relay");
    }
  }

  @Test
  void relay_requestOfAnotherLength_refused() {
    byte[] request = NtorClient.create(curve, RELAY, current.publicKey(), random).request();
    for (int length = 0; length <= 85; length++) {
      byte[] cut = Arrays.copyOf(request, length);
      if (length != 84) {
        assertThatThrownBy(() -> relay.answer(cut))
            .isInstanceOf(DecodeException.class)
            .hasMessageContaining("84 bytes");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("curves")
  void relay_clientKeyOfLowOrder_refused(Curve25519 curve) {
    NtorRelay relay = new NtorRelay(curve, RELAY, List.of(current), random);
    byte[] request = NtorClient.create(curve, RELAY, current.publicKey(), random).request();
    for (Vector vector : Vectors.read("x25519-low-order")) {
      System.arraycopy(vector.bytes("public"), 0, request, 52, 32);
      assertThatThrownBy(() -> relay.answer(request))
          .isInstanceOf(DecodeException.class)
          .hasMessageContaining("low order");
    }
  }

  @ParameterizedTest
  @MethodSource("curves")
  void client_onionKeyOfLowOrder_refusedThoughTheReplyIsRight(Curve25519 curve) throws Exception {
    for (Vector vector : Vectors.read("x25519-low-order")) {
      X25519PublicKey lowOrder = X25519PublicKey.of(vector.bytes("public"));
      X25519PrivateKey ephemeral = X25519PrivateKey.generate(random);
      X25519PublicKey clientKey = curve.publicKey(ephemeral);
      NtorClient client = new NtorClient(curve, RELAY, lowOrder, ephemeral);
      // Whoever knows that EXP(B,x) is zero can compute a right AUTH without any b.
      X25519KeyPair relayKey = X25519KeyPair.generate(curve, random);
      Ntor forged =
          Ntor.derive(
              curve.agree(relayKey.privateKey(), clientKey),
              new byte[32],
              new Ntor.Transcript(RELAY, lowOrder, clientKey, relayKey.publicKey()));
      byte[] reply = Arrays.copyOf(relayKey.publicKey().value().toByteArray(), 64);
      System.arraycopy(forged.auth(), 0, reply, 32, 32);
      assertThatThrownBy(() -> client.finish(reply))
          .isInstanceOf(DecodeException.class)
          .hasMessageContaining("low order");
    }
  }

  @Test
  void client_anyByteOfTheReplyChanged_refused() throws Exception {
    for (int i = 0; i < 64; i++) {
      NtorClient client = NtorClient.create(curve, RELAY, current.publicKey(), random);
      byte[] reply = relay.answer(client.request()).reply();
      reply[i] ^= 4;
      assertThatThrownBy(() -> client.finish(reply))
          .isInstanceOf(DecodeException.class)
          .hasMessageContaining("AUTH");
    }
  }

  @Test
  void client_replyOfAnotherLength_refused() {
    for (int length : new int[] {0, 32, 63, 65}) {
      NtorClient client = NtorClient.create(curve, RELAY, current.publicKey(), random);
      assertThatThrownBy(() -> client.finish(new byte[length]))
          .isInstanceOf(DecodeException.class)
          .hasMessageContaining("64 bytes");
    }
  }

  @Test
  void client_finished_ephemeralKeyIsWipedAndNoSecondTime() throws Exception {
    X25519PrivateKey ephemeral = X25519PrivateKey.generate(random);
    NtorClient client = new NtorClient(curve, RELAY, current.publicKey(), ephemeral);
    byte[] reply = relay.answer(client.request()).reply();
    client.finish(reply);
    assertThat(ephemeral.copyBytes()).isEqualTo(new byte[32]);
    assertThatThrownBy(() -> client.finish(reply)).isInstanceOf(IllegalStateException.class);
  }
}
