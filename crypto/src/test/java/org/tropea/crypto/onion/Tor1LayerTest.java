package org.tropea.crypto.onion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.Vectors;
import org.tropea.crypto.Vectors.Vector;

class Tor1LayerTest {
  /** The command of a RELAY cell. */
  private static final int RELAY = 3;

  private static final int HOPS = 3;
  private static final String SEED =
      "'You mean to tell me that there's a version of Sha-3 with no limit on the output length?',"
          + " said Tom shakily.";

  private final Random random = new Random(1);
  private final List<ClientLayer> client = new ArrayList<>();
  private final List<RelayLayer> relays = new ArrayList<>();

  private void circuit() {
    for (int i = 0; i < HOPS; i++) {
      byte[] keys = new byte[Tor1ClientLayer.KEYS_LENGTH];
      random.nextBytes(keys);
      client.add(new Tor1ClientLayer(keys));
      relays.add(new Tor1RelayLayer(keys));
    }
  }

  private byte[] body() {
    byte[] body = new byte[509];
    random.nextBytes(body);
    return body;
  }

  private byte[] send(byte[] body, int hop) {
    byte[] tag = client.get(hop).originate(RELAY, body);
    for (int i = hop - 1; i >= 0; i--) {
      client.get(i).encrypt(RELAY, body);
    }
    return tag;
  }

  private static void assertSameMessage(byte[] body, byte[] sent) {
    byte[] expected = sent.clone();
    Arrays.fill(expected, 1, 3, (byte) 0);
    System.arraycopy(body, 5, expected, 5, 4);
    assertThat(body).isEqualTo(expected);
  }

  @Test
  void client_publishedVectors_equal() {
    SHAKEDigest shake = new SHAKEDigest(256);
    byte[] seed = SEED.getBytes(StandardCharsets.US_ASCII);
    shake.update(seed, 0, seed.length);
    List<byte[]> sealed = new ArrayList<>();
    // As on a channel: all layers of a thread overwrite the same bytes.
    byte[] shared = new byte[509];
    for (Vector vector : Vectors.read("tor1")) {
      if (vector.has("keys")) {
        byte[] keys = Arrays.copyOf(vector.bytes("keys"), Tor1ClientLayer.KEYS_LENGTH);
        client.add(new Tor1ClientLayer(keys, shared));
        relays.add(new Tor1RelayLayer(keys, shared));
      } else {
        int cell = Integer.parseInt(vector.text("cell"));
        while (sealed.size() <= cell) {
          byte[] body = new byte[509];
          body[0] = 2; // DATA
          body[4] = 1; // stream 1
          body[9] = 1; // length 498
          body[10] = (byte) 242;
          shake.doOutput(body, 11, 498);
          byte[] sent = body.clone();
          byte[] tag = send(body, 2);
          sealed.add(body.clone());
          assertThat(relays.get(0).decrypt(RELAY, body)).isNull();
          assertThat(relays.get(1).decrypt(RELAY, body)).isNull();
          assertThat(relays.get(2).decrypt(RELAY, body)).isEqualTo(tag);
          assertSameMessage(body, sent);
        }
        assertThat(sealed.get(cell)).isEqualTo(vector.bytes("body"));
      }
    }
    assertThat(sealed).hasSize(51);
  }

  @Test
  void keys_wipedByTheirOwnerBeforeTheFirstCell_layerHasItsOwn() {
    byte[] keys = new byte[Tor1ClientLayer.KEYS_LENGTH];
    random.nextBytes(keys);
    client.add(new Tor1ClientLayer(keys));
    Tor1RelayLayer relay = new Tor1RelayLayer(keys);
    Arrays.fill(keys, (byte) 0);
    byte[] forward = body();
    byte[] tag = send(forward, 0);
    assertThat(relay.decrypt(RELAY, forward)).isEqualTo(tag);
    byte[] backward = body();
    byte[] answer = relay.originate(RELAY, backward);
    assertThat(client.get(0).decrypt(RELAY, backward)).isEqualTo(answer);
  }

  @Test
  void forward_toAnyHop_onlyThatHopRecognises() {
    circuit();
    for (int n = 0; n < 100; n++) {
      int hop = random.nextInt(HOPS);
      byte[] sent = body();
      byte[] body = sent.clone();
      byte[] tag = send(body, hop);
      assertThat(tag).hasSize(20);
      for (int i = 0; i < hop; i++) {
        assertThat(relays.get(i).decrypt(RELAY, body)).isNull();
      }
      assertThat(relays.get(hop).decrypt(RELAY, body)).isEqualTo(tag);
      assertThat(Arrays.copyOfRange(body, 5, 9)).isEqualTo(Arrays.copyOf(tag, 4));
      assertSameMessage(body, sent);
    }
  }

  @Test
  void backward_fromAnyHop_clientRecognisesThatHop() {
    circuit();
    for (int n = 0; n < 100; n++) {
      int hop = random.nextInt(HOPS);
      byte[] sent = body();
      byte[] body = sent.clone();
      byte[] tag = relays.get(hop).originate(RELAY, body);
      for (int i = hop - 1; i >= 0; i--) {
        relays.get(i).encrypt(RELAY, body);
      }
      for (int i = 0; i < hop; i++) {
        assertThat(client.get(i).decrypt(RELAY, body)).isNull();
      }
      assertThat(client.get(hop).decrypt(RELAY, body)).isEqualTo(tag);
      assertSameMessage(body, sent);
    }
  }

  @Test
  void decrypt_recognizedIsZeroButDigestWrong_digestStateUntouched() {
    circuit();
    ClientLayer sender = client.get(0);
    RelayLayer receiver = relays.get(0);
    byte[] forged = new byte[509];
    // A cell as another hop's would be by chance: recognized is zero in the clear.
    sender.encrypt(RELAY, forged);
    assertThat(receiver.decrypt(RELAY, forged)).isNull();
    assertThat(forged).isEqualTo(new byte[509]);

    byte[] body = body();
    byte[] tag = sender.originate(RELAY, body);
    assertThat(receiver.decrypt(RELAY, body)).isEqualTo(tag);
  }

  @Test
  void decrypt_anyByteChanged_notRecognised() {
    for (int i = 0; i < 509; i++) {
      client.clear();
      relays.clear();
      circuit();
      byte[] body = body();
      client.get(0).originate(RELAY, body);
      body[i] ^= 0x10;
      assertThat(relays.get(0).decrypt(RELAY, body)).isNull();
    }
  }

  @Test
  void decrypt_cellsSwappedOrRepeated_notRecognised() {
    circuit();
    byte[] first = body();
    byte[] second = body();
    client.get(0).originate(RELAY, first);
    client.get(0).originate(RELAY, second);
    byte[] again = second.clone();
    assertThat(relays.get(0).decrypt(RELAY, second)).isNull();
    assertThat(relays.get(0).decrypt(RELAY, first)).isNull();
    assertThat(relays.get(0).decrypt(RELAY, again)).isNull();
  }

  @Test
  void layer_keysOrBodyOfAnotherLength_refused() {
    for (int length : new int[] {0, 71, 73, 92}) {
      assertThatThrownBy(() -> new Tor1ClientLayer(new byte[length]))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> new Tor1RelayLayer(new byte[length]))
          .isInstanceOf(IllegalArgumentException.class);
    }
    circuit();
    for (int length : new int[] {0, 508, 510}) {
      assertThatThrownBy(() -> client.get(0).encrypt(RELAY, new byte[length]))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> client.get(0).originate(RELAY, new byte[length]))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> relays.get(0).decrypt(RELAY, new byte[length]))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
