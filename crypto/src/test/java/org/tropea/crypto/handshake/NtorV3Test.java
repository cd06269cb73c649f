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
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.X25519KeyPair;
import org.tropea.crypto.key.X25519PrivateKey;
import org.tropea.crypto.key.X25519PublicKey;

class NtorV3Test {
  private static final Ed25519Identity RELAY = Ed25519Identity.of(new byte[32]);
  private static final byte[] ASKED = {1, 1, 0};
  private static final byte[] ANSWERED = {1, 2, 1, 31};

  private final Curve25519 curve = Curve25519.fastest();
  private final FixedRandom random = new FixedRandom(1);
  private final X25519KeyPair current = X25519KeyPair.generate(curve, random);
  private final X25519KeyPair previous = X25519KeyPair.generate(curve, random);
  private final NtorV3Relay relay =
      new NtorV3Relay(curve, RELAY, List.of(current, previous), random);

  static Stream<Curve25519> curves() {
    return Stream.of(new ConscryptCurve25519(), new BouncyCastleCurve25519());
  }

  private NtorV3Client client(X25519PublicKey onionKey) {
    return NtorV3Client.create(curve, RELAY, onionKey, ASKED, random);
  }

  @ParameterizedTest
  @MethodSource("curves")
  void handshake_publishedVectors_equal(Curve25519 curve) throws Exception {
    for (Vector vector : Vectors.read("ntor-v3")) {
      Ed25519Identity id = Ed25519Identity.of(vector.bytes("id"));
      X25519KeyPair onionKey = X25519KeyPair.of(curve, X25519PrivateKey.of(vector.bytes("b")));
      assertThat(onionKey.publicKey()).isEqualTo(X25519PublicKey.of(vector.bytes("onion-key")));
      String verification = vector.text("verification");

      X25519PrivateKey x = X25519PrivateKey.of(vector.bytes("x"));
      NtorV3.Asked asked =
          new NtorV3.Asked(id, onionKey.publicKey(), curve.publicKey(x), verification);
      NtorV3Client client = new NtorV3Client(curve, asked, x, vector.bytes("client-message"));
      assertThat(client.request()).isEqualTo(vector.bytes("request"));

      NtorV3Relay.Request request =
          new NtorV3Relay(curve, id, List.of(onionKey), random)
              .open(client.request(), verification);
      assertThat(request.extensions()).isEqualTo(vector.bytes("client-message"));
      RelayAnswer answer =
          request.answer(
              vector.bytes("relay-message"),
              curve.prepare(X25519KeyPair.of(curve, X25519PrivateKey.of(vector.bytes("y")))));
      assertThat(answer.reply()).isEqualTo(vector.bytes("reply"));

      byte[] keys = vector.bytes("keys");
      assertThat(answer.keys().take(keys.length)).isEqualTo(keys);
      HandshakeResult result = client.finish(answer.reply());
      assertThat(result.extensions()).isEqualTo(vector.bytes("relay-message"));
      assertThat(result.keys().take(keys.length)).isEqualTo(keys);
    }
  }

  @Test
  void relay_currentOrPreviousOnionKey_answers() throws Exception {
    for (X25519KeyPair onionKey : List.of(current, previous)) {
      NtorV3Client client = client(onionKey.publicKey());
      NtorV3Relay.Request request = relay.open(client.request());
      assertThat(request.extensions()).isEqualTo(ASKED);
      RelayAnswer answer = request.answer(ANSWERED);
      HandshakeResult result = client.finish(answer.reply());
      assertThat(result.extensions()).isEqualTo(ANSWERED);
      assertThat(result.keys().take(180)).isEqualTo(answer.keys().take(180));
    }
  }

  @Test
  void relay_sameRequestTwice_answersWithFreshKeys() throws Exception {
    byte[] request = client(current.publicKey()).request();
    assertThat(relay.open(request).answer(ANSWERED).keys().take(72))
        .isNotEqualTo(relay.open(request).answer(ANSWERED).keys().take(72));
  }

  @Test
  void relay_unknownOnionKey_refused() {
    byte[] request = client(X25519KeyPair.generate(curve, random).publicKey()).request();
    assertRefuses(request, "onion key");
  }

  @Test
  void relay_anyByteOfTheRequestChanged_refused() {
    byte[] request = client(current.publicKey()).request();
    for (int i = 0; i < request.length; i++) {
      byte[] changed = request.clone();
      changed[i] ^= 4;
      assertRefuses(changed, i < 32 ? "another relay" : "onion key");
    }
  }

  @Test
  void relay_requestOfAnotherLength_refused() {
    byte[] request = client(current.publicKey()).request();
    for (int length = 0; length < request.length; length++) {
      assertRefuses(Arrays.copyOf(request, length), length < 128 ? "128 bytes" : "onion key");
    }
    assertRefuses(Arrays.copyOf(request, request.length + 1), "onion key");
  }

  @Test
  void relay_otherVerification_refused() {
    byte[] request = client(current.publicKey()).request();
    assertThatThrownBy(() -> relay.open(request, "x"))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("onion key");
  }

  @ParameterizedTest
  @MethodSource("curves")
  void relay_clientKeyOfLowOrder_refusedThoughTheMacIsRight(Curve25519 curve) {
    NtorV3Relay relay = new NtorV3Relay(curve, RELAY, List.of(current), random);
    for (Vector vector : Vectors.read("x25519-low-order")) {
      X25519PublicKey lowOrder = X25519PublicKey.of(vector.bytes("public"));
      NtorV3.Asked asked =
          new NtorV3.Asked(RELAY, current.publicKey(), lowOrder, NtorV3.CIRCUIT_EXTEND);
      // Whoever knows that EXP(X,b) is zero can compute a right MAC without any x.
      NtorV3.RequestKeys keys = NtorV3.RequestKeys.of(new byte[32], asked);
      byte[] request = new byte[128];
      System.arraycopy(current.publicKey().value().toByteArray(), 0, request, 32, 32);
      System.arraycopy(vector.bytes("public"), 0, request, 64, 32);
      System.arraycopy(keys.seal(new byte[0], asked), 0, request, 96, 32);
      assertThatThrownBy(() -> relay.open(request)).isInstanceOf(DecodeException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("curves")
  void client_onionKeyOfLowOrder_refusedThoughTheReplyIsRight(Curve25519 curve) {
    for (Vector vector : Vectors.read("x25519-low-order")) {
      X25519PublicKey lowOrder = X25519PublicKey.of(vector.bytes("public"));
      X25519PrivateKey ephemeral = X25519PrivateKey.generate(random);
      NtorV3.Asked asked =
          new NtorV3.Asked(RELAY, lowOrder, curve.publicKey(ephemeral), NtorV3.CIRCUIT_EXTEND);
      NtorV3Client client = new NtorV3Client(curve, asked, ephemeral, ASKED);
      byte[] mac = Arrays.copyOfRange(client.request(), 96 + ASKED.length, 128 + ASKED.length);
      X25519KeyPair relayKey = X25519KeyPair.generate(curve, random);
      NtorV3.Agreed forged =
          NtorV3.Agreed.of(
              curve.agree(relayKey.privateKey(), asked.clientKey()),
              new byte[32],
              asked,
              relayKey.publicKey());
      byte[] reply = Arrays.copyOf(relayKey.publicKey().value().toByteArray(), 64);
      byte[] auth = forged.auth(asked, relayKey.publicKey(), mac, new byte[0]);
      System.arraycopy(auth, 0, reply, 32, 32);
      assertThatThrownBy(() -> client.finish(reply))
          .isInstanceOf(DecodeException.class)
          .hasMessageContaining("low order");
    }
  }

  @Test
  void client_anyByteOfTheReplyChanged_refused() throws Exception {
    for (int i = 0; i < 64 + ANSWERED.length; i++) {
      NtorV3Client client = client(current.publicKey());
      byte[] reply = relay.open(client.request()).answer(ANSWERED).reply();
      reply[i] ^= 4;
      assertThatThrownBy(() -> client.finish(reply))
          .isInstanceOf(DecodeException.class)
          .hasMessageContaining("AUTH");
    }
  }

  @Test
  void client_replyOfAnotherLength_refused() throws Exception {
    for (int length = 0; length < 64 + ANSWERED.length; length++) {
      NtorV3Client client = client(current.publicKey());
      byte[] reply = relay.open(client.request()).answer(ANSWERED).reply();
      byte[] cut = Arrays.copyOf(reply, length);
      assertThatThrownBy(() -> client.finish(cut))
          .isInstanceOf(DecodeException.class)
          .hasMessageContaining(length < 64 ? "64 bytes" : "AUTH");
    }
  }

  @Test
  void client_finished_ephemeralKeyIsWipedAndNoSecondTime() throws Exception {
    X25519PrivateKey ephemeral = X25519PrivateKey.generate(random);
    NtorV3.Asked asked =
        new NtorV3.Asked(
            RELAY, current.publicKey(), curve.publicKey(ephemeral), NtorV3.CIRCUIT_EXTEND);
    NtorV3Client client = new NtorV3Client(curve, asked, ephemeral, ASKED);
    byte[] reply = relay.open(client.request()).answer(ANSWERED).reply();
    client.finish(reply);
    assertThat(ephemeral.copyBytes()).isEqualTo(new byte[32]);
    assertThatThrownBy(() -> client.finish(reply)).isInstanceOf(IllegalStateException.class);
  }

  private void assertRefuses(byte[] request, String why) {
    assertThatThrownBy(() -> relay.open(request))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining(why);
  }
}
