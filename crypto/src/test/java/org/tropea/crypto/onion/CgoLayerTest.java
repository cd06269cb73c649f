package org.tropea.crypto.onion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tropea.crypto.Vectors;
import org.tropea.crypto.Vectors.Vector;

class CgoLayerTest {
  private static final int RELAY = 3;
  private static final int RELAY_EARLY = 9;
  private static final int HOPS = 3;

  private static final Primitives PORTABLE = new Primitives(MaskedPolyval::new, CipherAesPair::new);

  private final Random random = new Random(1);
  private final byte[] scratch = new byte[WideBlock.SCRATCH_LENGTH];
  private final List<ClientLayer> client = new ArrayList<>();
  private final List<RelayLayer> relays = new ArrayList<>();

  /** Each hash with each pair of ciphers that this run has. */
  static Stream<Primitives> primitives() {
    return PolyvalTest.polyvals()
        .flatMap(hash -> AesPairTest.pairs().map(ciphers -> new Primitives(hash, ciphers)));
  }

  private static List<Vector> vectors(String kind) {
    List<Vector> found =
        Vectors.read("cgo").stream().filter(v -> v.text("kind").equals(kind)).toList();
    assertThat(found).isNotEmpty();
    return found;
  }

  private static int command(Vector vector) {
    return vector.bytes("command")[0] & 0xff;
  }

  private static long number(byte[] bytes, int offset) {
    return (long) Polyval.LITTLE_ENDIAN.get(bytes, offset);
  }

  @ParameterizedTest
  @MethodSource("primitives")
  void wideBlock_publishedVectors_equal(Primitives kind) {
    for (Vector vector : vectors("uiv-encrypt")) {
      byte[] body = vector.bytes("body");
      byte[] tweak = vector.bytes("tweak");
      new WideBlock(vector.bytes("keys"), 0, true, scratch, kind)
          .encrypt(number(tweak, 0), number(tweak, 8), command(vector), body);
      assertThat(body).isEqualTo(vector.bytes("result"));
    }
    for (Vector vector : vectors("uiv-decrypt")) {
      byte[] body = vector.bytes("body");
      byte[] tweak = vector.bytes("tweak");
      new WideBlock(vector.bytes("keys"), 0, false, scratch, kind)
          .decrypt(number(tweak, 0), number(tweak, 8), command(vector), body);
      assertThat(body).isEqualTo(vector.bytes("result"));
    }
  }

  @ParameterizedTest
  @MethodSource("primitives")
  void update_publishedVectors_equal(Primitives kind) {
    for (Vector vector : vectors("update")) {
      WideBlock updated = new WideBlock(vector.bytes("keys"), 0, true, scratch, kind);
      byte[] given = vector.bytes("nonce");
      long[] nonce = {number(given, 0), number(given, 8)};
      updated.update(nonce);
      byte[] expected = vector.bytes("new-nonce");
      assertThat(nonce).containsExactly(number(expected, 0), number(expected, 8));
      WideBlock fresh = new WideBlock(vector.bytes("new-keys"), 0, true, scratch, kind);
      byte[] body = body();
      byte[] same = body.clone();
      updated.encrypt(1, 2, RELAY, body);
      fresh.encrypt(1, 2, RELAY, same);
      assertThat(body).isEqualTo(same);
    }
  }

  private CgoDirection direction(Vector vector, String suffix, boolean atRelay, Primitives kind) {
    return new CgoDirection(
        vector.bytes("keys" + suffix), atRelay, vector.bytes("tweak" + suffix), kind);
  }

  /** Asserts that {@code direction} goes on as a fresh one of the state that the vector expects. */
  private void assertGoesOn(CgoDirection direction, Vector vector, String suffix, boolean atRelay) {
    byte[] keys = vector.bytes("new-keys" + suffix);
    byte[] tweak = vector.bytes("new-tweak" + suffix);
    byte[] nonce = Arrays.copyOfRange(keys, 64, 80);
    assertThat(HexFormat.of().formatHex(direction.state()))
        .isEqualTo(HexFormat.of().formatHex(nonce) + HexFormat.of().formatHex(tweak));
    CgoDirection fresh = new CgoDirection(keys, atRelay, tweak, PORTABLE);
    byte[] body = body();
    byte[] same = body.clone();
    if (atRelay) {
      direction.passRelay(RELAY, body);
      fresh.passRelay(RELAY, same);
    } else {
      direction.passClient(RELAY, body);
      fresh.passClient(RELAY, same);
    }
    assertThat(body).isEqualTo(same);
  }

  @ParameterizedTest
  @MethodSource("primitives")
  void relay_publishedVectors_equal(Primitives kind) {
    for (Vector vector : vectors("relay-inward")) {
      CgoDirection direction = direction(vector, "", true, kind);
      byte[] body = vector.bytes("body");
      direction.passRelay(command(vector), body);
      assertThat(body).isEqualTo(vector.bytes("result"));
      assertGoesOn(direction, vector, "", true);
    }
    for (Vector vector : vectors("relay-outward")) {
      CgoDirection direction = direction(vector, "", true, kind);
      byte[] body = vector.bytes("body");
      assertThat(direction.openAtRelay(command(vector), body)).isNull();
      assertThat(body).isEqualTo(vector.bytes("result"));
      assertGoesOn(direction, vector, "", true);
    }
    for (Vector vector : vectors("relay-originate")) {
      CgoDirection direction = direction(vector, "", true, kind);
      byte[] body = vector.bytes("body");
      byte[] tag = direction.sealAtRelay(command(vector), body);
      assertThat(body).isEqualTo(vector.bytes("result")).startsWith(tag);
      assertGoesOn(direction, vector, "", true);
    }
  }

  @ParameterizedTest
  @MethodSource("primitives")
  void client_publishedVectors_equal(Primitives kind) {
    for (Vector vector : vectors("client-originate")) {
      List<CgoDirection> hops = new ArrayList<>();
      for (int hop = 1; hop <= HOPS; hop++) {
        hops.add(direction(vector, "-" + hop, false, kind));
      }
      int target = Integer.parseInt(vector.text("hop")) - 1;
      byte[] body = vector.bytes("body");
      byte[] tag = hops.get(target).sealAtClient(command(vector), body);
      assertThat(body).startsWith(tag);
      for (int hop = target - 1; hop >= 0; hop--) {
        hops.get(hop).passClient(command(vector), body);
      }
      assertThat(body).isEqualTo(vector.bytes("result"));
      for (int hop = 1; hop <= HOPS; hop++) {
        assertGoesOn(hops.get(hop - 1), vector, "-" + hop, false);
      }
    }
  }

  private void circuit() {
    for (int i = 0; i < HOPS; i++) {
      byte[] keys = new byte[CgoClientLayer.KEYS_LENGTH];
      random.nextBytes(keys);
      client.add(new CgoClientLayer(keys, scratch));
      relays.add(new CgoRelayLayer(keys, scratch));
    }
  }

  private byte[] body() {
    byte[] body = new byte[509];
    random.nextBytes(body);
    return body;
  }

  private static void assertSameMessage(byte[] body, byte[] sent) {
    assertThat(Arrays.copyOfRange(body, 16, 509)).isEqualTo(Arrays.copyOfRange(sent, 16, 509));
  }

  private byte[] send(int command, byte[] body, int hop) {
    byte[] tag = client.get(hop).originate(command, body);
    for (int i = hop - 1; i >= 0; i--) {
      client.get(i).encrypt(command, body);
    }
    return tag;
  }

  @Test
  void circuit_anyHopEitherWay_messageAndTagArriveThereAlone() {
    circuit();
    for (int trial = 0; trial < 300; trial++) {
      int hop = random.nextInt(HOPS);
      byte[] sent = body();
      byte[] body = sent.clone();
      if (random.nextBoolean()) {
        int command = random.nextBoolean() ? RELAY : RELAY_EARLY;
        byte[] tag = send(command, body, hop);
        assertThat(tag).hasSize(16);
        for (int i = 0; i < hop; i++) {
          assertThat(relays.get(i).decrypt(command, body)).isNull();
        }
        assertThat(relays.get(hop).decrypt(command, body)).isEqualTo(tag);
      } else {
        byte[] tag = relays.get(hop).originate(RELAY, body);
        for (int i = hop - 1; i >= 0; i--) {
          relays.get(i).encrypt(RELAY, body);
        }
        for (int i = 0; i < hop; i++) {
          assertThat(client.get(i).decrypt(RELAY, body)).isNull();
        }
        assertThat(client.get(hop).decrypt(RELAY, body)).isEqualTo(tag).hasSize(16);
      }
      assertSameMessage(body, sent);
    }
  }

  @Test
  void circuit_mixedWithTor1_messagesArrive() {
    circuit();
    byte[] keys = new byte[Tor1ClientLayer.KEYS_LENGTH];
    client.set(1, new Tor1ClientLayer(keys, scratch));
    relays.set(1, new Tor1RelayLayer(keys, scratch));
    for (int trial = 0; trial < 50; trial++) {
      byte[] sent = body();
      byte[] body = sent.clone();
      byte[] tag = send(RELAY, body, 2);
      assertThat(relays.get(0).decrypt(RELAY, body)).isNull();
      assertThat(relays.get(1).decrypt(RELAY, body)).isNull();
      assertThat(relays.get(2).decrypt(RELAY, body)).isEqualTo(tag);
      assertSameMessage(body, sent);
    }
  }

  @Test
  void relay_commandChangedOnTheWay_notRecognised() {
    circuit();
    byte[] body = body();
    send(RELAY_EARLY, body, 0);
    assertThat(relays.get(0).decrypt(RELAY, body)).isNull();
  }

  @Test
  void relay_oneBitChanged_thisAndAllLaterCellsAreNoise() {
    circuit();
    byte[] body = body();
    send(RELAY, body, 0);
    body[400] ^= 1;
    assertThat(relays.get(0).decrypt(RELAY, body)).isNull();
    byte[] next = body();
    byte[] sent = next.clone();
    send(RELAY, next, 0);
    assertThat(relays.get(0).decrypt(RELAY, next)).isNull();
    // Not a byte in forty of it is still what it was.
    int same = 0;
    for (int i = 16; i < 509; i++) {
      same += next[i] == sent[i] ? 1 : 0;
    }
    assertThat(same).isLessThan(493 / 40);
  }

  @Test
  void client_sameCellTwice_theSecondIsNotRecognised() {
    circuit();
    byte[] body = body();
    relays.get(0).originate(RELAY, body);
    byte[] again = body.clone();
    assertThat(client.get(0).decrypt(RELAY, body)).isNotNull();
    assertThat(client.get(0).decrypt(RELAY, again)).isNull();
  }

  @Test
  void layer_wrongLengths_refused() {
    assertThatThrownBy(() -> new CgoClientLayer(new byte[72], scratch))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new CgoRelayLayer(new byte[159], scratch))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new CgoClientLayer(new byte[160], new byte[509]))
        .isInstanceOf(IllegalArgumentException.class);
    circuit();
    for (int length : new int[] {0, 16, 508, 510}) {
      byte[] body = new byte[length];
      assertThatThrownBy(() -> client.get(0).originate(RELAY, body))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> relays.get(0).originate(RELAY, body))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
