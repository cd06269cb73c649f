package org.tropea.relay.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.util.Bytes;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.handshake.HandshakeType;
import org.tropea.crypto.handshake.NtorClient;
import org.tropea.crypto.handshake.NtorV3Client;
import org.tropea.crypto.key.Curve25519;
import org.tropea.directory.network.NetworkFlow;
import org.tropea.directory.network.Parameters;
import org.tropea.protocol.cell.Cell;
import org.tropea.protocol.cell.Create2;
import org.tropea.protocol.cell.CreateFast;
import org.tropea.protocol.cell.Created2;
import org.tropea.protocol.cell.Destroy;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.cell.Relay;
import org.tropea.protocol.channel.FakeLink;
import org.tropea.protocol.channel.RelayCredentials;
import org.tropea.protocol.message.HopRequest;
import org.tropea.protocol.message.HopResponse;

/** The beginning of circuits, its handshakes computed when the test says so. */
class CreateQueueTest {
  private static final int ID = 0x80000001;
  private static final int NTOR_LENGTH = 84;
  private static final int ALWAYS_ROOM = 50;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final RelayUnderTest relay = new RelayUnderTest();
  private final FakeLink link = relay.incoming(null);

  private static NtorClient ntor() {
    RelayCredentials to = RelayCredentials.one();
    return NtorClient.create(
        Curve25519.fastest(),
        to.rsaKey().publicKey().identity(),
        to.onionKey().publicKey(),
        RANDOM);
  }

  private static Create2 create2(int id, byte[] request) {
    return new Create2(id, HandshakeType.NTOR, Bytes.copyFrom(request));
  }

  private static NtorV3Client ntorV3(byte[] extensions) {
    RelayCredentials to = RelayCredentials.one();
    return NtorV3Client.create(
        Curve25519.fastest(),
        to.identityKey().identity(),
        to.onionKey().publicKey(),
        extensions,
        RANDOM);
  }

  private static Create2 create2(NtorV3Client client) {
    return new Create2(ID, HandshakeType.NTOR_V3, Bytes.copyFrom(client.request()));
  }

  /** What the relay answers to this request. */
  private byte[] answer(HopRequest asked) throws Exception {
    NtorV3Client client = ntorV3(asked.write());
    link.receive(create2(client));
    compute();
    byte[] reply = ((Created2) link.sent().get(0)).reply().toByteArray();
    return client.finish(reply).extensions();
  }

  @Test
  void create2_ofNtorV3_isGrantedWhatItAsksFor() throws Exception {
    relay.flow = NetworkFlow.atRelay(Parameters.NONE);
    assertThat(answer(HopRequest.ALL)).isEqualTo(new HopResponse(31).write());
  }

  @Test
  void create2_ofNtorV3_thatAsksForNothing_isGrantedNothing() throws Exception {
    relay.flow = NetworkFlow.atRelay(Parameters.NONE);
    assertThat(answer(HopRequest.NOTHING)).isEqualTo(HopResponse.NOTHING.write());
  }

  @Test
  void create2_whereTheNetworkHasNoCongestionControl_isGrantedNone() throws Exception {
    relay.flow = NetworkFlow.atRelay(new Parameters(Map.of("cc_alg", 0)));
    assertThat(answer(new HopRequest(true, false))).isEqualTo(HopResponse.NOTHING.write());
  }

  @Test
  void create2_forCgo_whereTheNetworkHasNoCongestionControl_isRefused() {
    relay.flow = NetworkFlow.atRelay(new Parameters(Map.of("cc_alg", 0)));
    link.receive(create2(ntorV3(HopRequest.ALL.write())));
    compute();
    expectRefused(DestroyReason.PROTOCOL);
  }

  /** Case circuit-6: nothing at all, half an extension, a subprotocol that nobody may ask for. */
  @ParameterizedTest
  @ValueSource(strings = {"", "0101", "020100030202", "02010003020205", "0103020206"})
  void create2_ofNtorV3_withWrongExtensions_isRefused(String extensions) {
    relay.flow = NetworkFlow.atRelay(Parameters.NONE);
    link.receive(create2(ntorV3(HexFormat.of().parseHex(extensions))));
    compute();
    expectRefused(DestroyReason.PROTOCOL);
  }

  private void compute() {
    relay.handshakes.runAll();
    relay.loops.run();
  }

  private void expectRefused(DestroyReason reason) {
    assertThat(link.sent()).containsExactly(new Destroy(ID, reason));
  }

  @Test
  void create2_isAnsweredOffTheLoop() throws Exception {
    NtorClient client = ntor();
    link.receive(create2(ID, client.request()));
    assertThat(relay.handshakes.held).hasSize(1);
    assertThat(link.sent()).isEmpty();
    relay.handshakes.runAll();
    assertThat(link.sent()).as("sent by the loop of the link alone").isEmpty();
    relay.loops.run();
    List<Cell> sent = link.sent();
    assertThat(sent).singleElement().isInstanceOf(Created2.class);
    client.finish(((Created2) sent.get(0)).reply().toByteArray()).keys().destroy();
  }

  /** Eight go together, and the last one takes along what is left. */
  @Test
  void answers_whileMoreAreComputed_waitForSevenOthers() {
    int count = 11;
    for (int i = 0; i < count; i++) {
      link.receive(create2(ID + i, ntor().request()));
    }
    int[] answered = new int[count];
    for (int i = 0; i < count; i++) {
      relay.handshakes.held.remove().run();
      relay.loops.run();
      answered[i] = link.sent().size();
    }
    assertThat(answered).containsExactly(0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 3);
  }

  /** What could not be computed is nothing to wait for. */
  @Test
  void answers_waitForNone_thatIsNotComputed() {
    link.receive(create2(ID, ntor().request()), create2(ID + 1, ntor().request()));
    relay.handshakes.held.remove().run();
    relay.loops.run();
    assertThat(link.sent()).isEmpty();
    relay.handshakes.full = true;
    link.receive(create2(ID + 2, ntor().request()));
    assertThat(link.sent()).containsExactly(new Destroy(ID + 2, DestroyReason.RESOURCE_LIMIT));
    relay.loops.run();
    assertThat(link.sent()).singleElement().isInstanceOf(Created2.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, NTOR_LENGTH - 1, NTOR_LENGTH, NTOR_LENGTH + 1})
  void create2_thatIsNoneForUs_isRefused(int length) {
    link.receive(create2(ID, new byte[length]));
    compute();
    expectRefused(DestroyReason.PROTOCOL);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 0xffff})
  void create2_ofAnotherHandshake_isRefusedAtOnce(int type) {
    link.receive(new Create2(ID, type, Bytes.copyFrom(new byte[NTOR_LENGTH])));
    expectRefused(DestroyReason.PROTOCOL);
    assertThat(relay.handshakes.held).isEmpty();
  }

  @Test
  void relayCell_beforeTheAnswer_endsTheCircuit() {
    link.receive(create2(ID, ntor().request()), new Relay(ID, false, new byte[509]));
    expectRefused(DestroyReason.PROTOCOL);
    compute();
    assertThat(link.sent()).isEmpty();
  }

  @Test
  void destroy_beforeTheAnswer_isAnsweredByNothing_andTheIdIsFree() {
    link.receive(create2(ID, ntor().request()), new Destroy(ID, DestroyReason.NONE));
    compute();
    assertThat(link.sent()).isEmpty();
    link.receive(create2(ID, ntor().request()));
    compute();
    assertThat(link.sent()).singleElement().isInstanceOf(Created2.class);
  }

  @Test
  void secondCreate_ofAnIdInUse_isDropped() {
    link.receive(create2(ID, ntor().request()), create2(ID, ntor().request()));
    assertThat(relay.handshakes.held).hasSize(1);
    compute();
    assertThat(link.sent()).singleElement().isInstanceOf(Created2.class);
    link.receive(new CreateFast(ID, Bytes.copyFrom(new byte[20])));
    assertThat(link.sent()).isEmpty();
  }

  @Test
  void executorWithoutRoom_refuses() {
    relay.handshakes.full = true;
    link.receive(create2(ID, ntor().request()));
    expectRefused(DestroyReason.RESOURCE_LIMIT);
  }

  @Test
  void handshakeThatWouldWaitTooLong_isRefused_untilOthersAreDone() {
    relay.maxDelay = Duration.ZERO;
    byte[] request = ntor().request();
    for (int i = 1; i <= ALWAYS_ROOM; i++) {
      link.receive(create2(ID + i, request));
    }
    assertThat(link.sent()).isEmpty();
    link.receive(create2(ID, request));
    expectRefused(DestroyReason.RESOURCE_LIMIT);
    compute();
    assertThat(link.sent()).hasSize(ALWAYS_ROOM).allMatch(Created2.class::isInstance);
    link.receive(create2(ID, request));
    assertThat(link.sent()).isEmpty();
  }

  @Test
  void handshakeThatWaitedAsLongAsTheNetworkSays_isGivenUp() {
    relay.cutoff = Duration.ofSeconds(3);
    link.receive(create2(ID, ntor().request()));
    relay.clock.now = relay.clock.now.plus(relay.cutoff);
    compute();
    expectRefused(DestroyReason.RESOURCE_LIMIT);
  }

  @Test
  void handshakeThatWaitedForLess_isComputed() {
    link.receive(create2(ID, ntor().request()));
    relay.clock.now = relay.clock.now.plus(relay.cutoff).minusNanos(1);
    compute();
    assertThat(link.sent()).singleElement().isInstanceOf(Created2.class);
  }

  /** A library's, for example: its circuit must not wait for ever. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void handshakeThatThrows_endsItsCircuit(boolean error) {
    relay.onion =
        () -> {
          if (error) {
            throw new NoClassDefFoundError("a library's");
          }
          throw new IllegalStateException("ours");
        };
    link.receive(create2(ID, ntor().request()));
    compute();
    expectRefused(DestroyReason.INTERNAL);
    assertThat(link.isOpen()).isTrue();
  }

  @Test
  void linkThatCloses_beforeTheAnswer_getsNone() {
    link.receive(create2(ID, ntor().request()));
    link.close();
    compute();
    assertThat(link.sent()).isEmpty();
  }

  /** Case fault-15. */
  @Test
  void loopThatEnds_beforeTheAnswer_isNoMistake() {
    link.receive(create2(ID, ntor().request()));
    relay.clientsLoop.end();
    compute();
    assertThat(link.sent()).isEmpty();
  }
}
