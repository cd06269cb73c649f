package org.tropea.relay.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.util.Bytes;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.crypto.key.RsaSigningKey;
import org.tropea.protocol.cell.Cell;
import org.tropea.protocol.cell.ChannelException;
import org.tropea.protocol.cell.Create2;
import org.tropea.protocol.cell.Created2;
import org.tropea.protocol.cell.CreatedFast;
import org.tropea.protocol.cell.Destroy;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.cell.Relay;
import org.tropea.protocol.channel.EmbeddedLink;
import org.tropea.protocol.channel.FakeLink;
import org.tropea.protocol.channel.RelayCredentials;
import org.tropea.protocol.flow.SendmeVersions;
import org.tropea.protocol.linkspec.RelayTarget;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.message.AddressedMessage;
import org.tropea.protocol.message.Answer;
import org.tropea.protocol.message.Begin;
import org.tropea.protocol.message.BeginDir;
import org.tropea.protocol.message.Connected;
import org.tropea.protocol.message.Data;
import org.tropea.protocol.message.Drop;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.Extend2;
import org.tropea.protocol.message.Extended2;
import org.tropea.protocol.message.RelayCommand;
import org.tropea.protocol.message.Resolve;
import org.tropea.protocol.message.Resolved;
import org.tropea.protocol.message.Sendme;
import org.tropea.protocol.message.Truncate;
import org.tropea.protocol.message.Truncated;
import org.tropea.protocol.stream.TorStream;

/** A circuit of a relay between a scripted origin and a scripted next relay, on loops by hand. */
class RelayCircuitTest {
  private static final int PROTOCOL = 1;
  private static final int STREAM = 7;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final RelayUnderTest relay = new RelayUnderTest();
  private FakeLink client;
  private ScriptedOrigin origin;

  @BeforeEach
  void open() throws Exception {
    // Streams leave only where a relay is before us.
    try (EmbeddedLink link = EmbeddedLink.open()) {
      client = relay.incoming(Objects.requireNonNull(link.channel().peer()));
    }
    origin = ScriptedOrigin.createFast(client);
  }

  // Streams.

  @Test
  void begin_isHandedOn_andItsAnswersGoBack() throws Exception {
    origin.send(STREAM, new Begin("host.example", 80, 0));
    assertThat(relay.streams.begins).containsExactly(new Begin("host.example", 80, 0));
    relay.clientsLoop.now(() -> relay.streams.begun.get(0).accept(new Connected(null, 0)));
    assertThat(origin.receivedOne())
        .isEqualTo(new AddressedMessage(STREAM, new Connected(null, 0)));
  }

  /** Case fault-6: each costs a directory server some memory. */
  @Test
  void beginDir_beyond128Streams_isRefused_untilOneEnds() throws Exception {
    for (int i = 1; i <= 128; i++) {
      origin.send(i, new BeginDir());
      origin.expectNothing();
    }
    origin.send(129, new BeginDir());
    assertThat(origin.receivedOne())
        .isEqualTo(new AddressedMessage(129, End.of(EndReason.RESOURCE_LIMIT)));
    assertThat(relay.streams.directories).hasSize(128);
    origin.send(1, End.of(EndReason.DONE));
    relay.clientsLoop.now(() -> Unwatched.close(relay.streams.directories.get(0)));
    origin.send(130, new BeginDir());
    origin.expectNothing();
    assertThat(relay.streams.directories).hasSize(129);
  }

  /** Case fault-26: whatever goes wrong with one stream, the others and the link go on. */
  @Test
  void begin_thatEndsInAnError_endsThatStreamAlone() throws Exception {
    relay.streams.failure = new ExceptionInInitializerError("a library's");
    origin.send(STREAM, new Begin("host.example", 80, 0));
    assertThat(origin.receivedOne())
        .isEqualTo(new AddressedMessage(STREAM, End.of(EndReason.INTERNAL)));
    origin.send(STREAM + 1, new BeginDir());
    assertThat(origin.receivedOne())
        .isEqualTo(new AddressedMessage(STREAM + 1, End.of(EndReason.INTERNAL)));
    origin.send(STREAM + 2, new Resolve("host.example"));
    assertThat(origin.receivedOne()).isEqualTo(new AddressedMessage(STREAM + 2, Resolved.failed()));
    relay.streams.failure = null;
    origin.send(STREAM, new Begin("host.example", 80, 0));
    assertThat(relay.streams.begun).hasSize(1);
    assertThat(client.isOpen()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"host.example:80, 6", "h|, 6", "'', 6", "h h:80|, 2"})
  void begin_thatCannotBeRead_endsItsStream(String body, int reason) throws Exception {
    byte[] bytes = body.replace('|', '\0').getBytes(StandardCharsets.US_ASCII);
    origin.send(RelayCommand.BEGIN, STREAM, bytes);
    int code = reason == 6 ? EndReason.TOR_PROTOCOL.code() : reason;
    assertThat(origin.receivedOne())
        .isEqualTo(new AddressedMessage(STREAM, End.of(new EndReason(code))));
    assertThat(relay.streams.begins).isEmpty();
  }

  /** Case fault-20. */
  @ParameterizedTest
  @ValueSource(strings = {"", "|", "h h|", "h\u0001"})
  void resolve_thatCannotBeRead_findsNothing(String body) throws Exception {
    byte[] bytes = body.replace('|', '\0').getBytes(StandardCharsets.US_ASCII);
    origin.send(RelayCommand.RESOLVE, STREAM, bytes);
    assertThat(origin.receivedOne()).isEqualTo(new AddressedMessage(STREAM, Resolved.failed()));
    assertThat(relay.streams.resolves).isEmpty();
  }

  @Test
  void resolve_isAnsweredOnItsNumber() throws Exception {
    Resolved answer = new Resolved(List.of(Answer.of(InetAddress.getByName("192.0.2.7"), 60)));
    origin.send(STREAM, new Resolve("host.example"));
    origin.expectNothing();
    relay.clientsLoop.now(() -> relay.streams.answers.get(0).accept(answer));
    assertThat(origin.receivedOne()).isEqualTo(new AddressedMessage(STREAM, answer));
  }

  /** Case fault-20. */
  @Test
  void resolve_onAnOpenStream_isDropped() throws Exception {
    origin.send(STREAM, new Begin("host.example", 80, 0));
    origin.send(STREAM, new Resolve("host.example"));
    origin.send(RelayCommand.RESOLVE, STREAM, new byte[0]);
    origin.expectNothing();
    assertThat(relay.streams.resolves).isEmpty();
    assertThat(relay.streams.begun.get(0).isOpen()).isTrue();
  }

  @Test
  void end_forgetsItsStream_soThatItsNumberIsFree() {
    origin.send(STREAM, new Begin("host.example", 80, 0));
    origin.send(STREAM, End.of(EndReason.DONE));
    origin.send(STREAM, new Begin("host.example", 81, 0));
    assertThat(relay.streams.begins).hasSize(2);
  }

  @Test
  void circuitOver_endsItsStreams() {
    origin.send(STREAM, new Begin("host.example", 80, 0));
    client.receive(new Destroy(origin.id(), DestroyReason.NONE));
    assertThat(relay.streams.begun.get(0).isOpen()).isFalse();
    assertThat(relay.streams.begun.get(0).endReason()).isEqualTo(EndReason.DESTROY);
    origin.expectNothing();
  }

  // What has no place.

  @Test
  void messages_withoutAMeaningHere_areDropped() {
    origin.send(0, new Drop());
    origin.send(0, new Data(new byte[9], 0, 9));
    origin.send(STREAM, new Data(new byte[9], 0, 9));
    origin.send(0, new Extended2(Bytes.copyFrom(new byte[64])));
    origin.send(99, 0, new byte[3]);
    origin.send(0, extend2());
    origin.expectNothing();
    assertThat(relay.asked).isEmpty();
  }

  @Test
  void sendme_thatWasNotDue_destroysTheCircuit() {
    origin.send(0, Sendme.ofCircuit(new byte[20]));
    assertThat(origin.destroyed()).isEqualTo(PROTOCOL);
  }

  /** Case fault-19: who still asks by CREATE_FAST may answer by version 0, as by C tor. */
  @Test
  void sendmeOfVersion0_onACircuitByCreateFast_isTaken_whateverTheNetworkSays() throws Exception {
    relay.flow = relay.flow.with(new SendmeVersions(1, 1));
    origin.send(STREAM, new Begin("host.example", 80, 0));
    relay.clientsLoop.now(
        () -> {
          TorStream stream = relay.streams.begun.get(0);
          stream.accept(new Connected(null, 0));
          Unwatched.writeAndFlush(stream, Unpooled.wrappedBuffer(new byte[100 * 498]));
        });
    assertThat(origin.received()).hasSize(1 + 100);
    origin.send(0, Sendme.unauthenticated());
    origin.expectNothing();
    origin.send(0, Sendme.unauthenticated());
    assertThat(origin.destroyed()).isEqualTo(PROTOCOL);
  }

  @Test
  void connected_onAnOpenStream_destroysTheCircuit() {
    origin.send(STREAM, new Begin("host.example", 80, 0));
    origin.send(STREAM, new Connected(null, 0));
    assertThat(origin.destroyed()).isEqualTo(PROTOCOL);
    assertThat(relay.streams.begun.get(0).isOpen()).isFalse();
  }

  @Test
  void cellForNobody_destroysTheCircuit() {
    origin.sendBeyond(false, new byte[509]);
    assertThat(origin.destroyed()).isEqualTo(PROTOCOL);
  }

  @Test
  void createdFromTheOrigin_destroysTheCircuit() {
    client.receive(new CreatedFast(origin.id(), Bytes.copyFrom(new byte[40])));
    assertThat(origin.destroyed()).isEqualTo(PROTOCOL);
  }

  @Test
  void ninthRelayEarly_destroysTheCircuit() {
    for (int i = 0; i < 8; i++) {
      origin.sendEarly(0, new Drop());
    }
    origin.expectNothing();
    origin.sendEarly(0, new Drop());
    assertThat(origin.destroyed()).isEqualTo(PROTOCOL);
  }

  // The next hop.

  private static RelayTarget third() {
    return new RelayTarget(
        RsaSigningKey.generate(1024, RANDOM).publicKey().identity(),
        Ed25519SigningKey.generate(RANDOM).identity(),
        List.of(EmbeddedLink.ADDRESS));
  }

  private static Extend2 extend2() {
    return new Extend2(third().linkSpecifiers(), 2, Bytes.copyFrom(new byte[84]));
  }

  /** Asks for a second hop; the link to it is there at once. */
  private int extending(FakeLink link) {
    origin.sendEarly(0, extend2());
    relay.loops.run();
    relay.dialled(link);
    List<Cell> sent = link.sent();
    assertThat(sent).singleElement().isInstanceOf(Create2.class);
    return sent.get(0).circuitId();
  }

  private int extended(FakeLink link) throws Exception {
    int id = extending(link);
    link.receive(new Created2(id, Bytes.copyFrom(new byte[64])));
    relay.loops.run();
    assertThat(origin.receivedOne())
        .isEqualTo(new AddressedMessage(0, new Extended2(Bytes.copyFrom(new byte[64]))));
    return id;
  }

  @Test
  void extend2_opensTheWay_andCellsPassBothWays() throws Exception {
    FakeLink link = relay.outgoing();
    int id = extended(link);
    byte[] out = body(1);
    origin.sendBeyond(true, out.clone());
    assertThat(relay.othersLoop.hasTasks()).as("cells cross by a task").isTrue();
    assertThat(link.sent()).isEmpty();
    relay.loops.run();
    assertThat(link.sent())
        .singleElement()
        .isInstanceOfSatisfying(
            Relay.class,
            cell -> {
              assertThat(cell.circuitId()).isEqualTo(id);
              assertThat(cell.early()).isTrue();
              assertThat(cell.body()).isEqualTo(out);
            });
    byte[] back = body(2);
    link.receive(new Relay(id, false, back.clone()));
    origin.expectNothing();
    relay.loops.run();
    assertThat(origin.receivedFromBeyond()).isEqualTo(back);
  }

  @Test
  void cellsOfOneRead_crossInOneStep() throws Exception {
    FakeLink link = relay.outgoing();
    int id = extended(link);
    link.receive(
        new Relay(id, false, body(1)),
        new Relay(id, false, body(2)),
        new Relay(id, false, body(3)));
    relay.clientsLoop.runOneTask();
    assertThat(client.sent()).hasSize(3);
    assertThat(relay.clientsLoop.hasTasks()).isFalse();
  }

  @Test
  void extend2_whileAnotherIsUnderWay_destroysTheCircuit() {
    origin.sendEarly(0, extend2());
    origin.sendEarly(0, extend2());
    assertThat(origin.destroyed()).isEqualTo(PROTOCOL);
    // The link comes after all: no place is taken on it.
    relay.loops.run();
    FakeLink link = relay.outgoing();
    relay.dialled(link);
    assertThat(link.sent()).isEmpty();
  }

  @Test
  void extend2_whoseLinkFails_endsTheCircuit() {
    origin.sendEarly(0, extend2());
    relay.loops.run();
    relay.failed(new ChannelException("refused"));
    assertThat(origin.destroyed()).isEqualTo(DestroyReason.CHANNEL_CLOSED.code());
  }

  /** What a library throws as well. */
  @Test
  void extend2_whoseLinkEndsInAnError_endsTheCircuit() {
    origin.sendEarly(0, extend2());
    relay.loops.run();
    relay.failed(new NoClassDefFoundError("a library's"));
    assertThat(origin.destroyed()).isEqualTo(DestroyReason.CHANNEL_CLOSED.code());
  }

  @Test
  void extend2_byALinkThatClosedMeanwhile_endsTheCircuit() {
    origin.sendEarly(0, extend2());
    relay.loops.run();
    FakeLink link = relay.outgoing();
    link.close();
    relay.dialled(link);
    assertThat(origin.destroyed()).isEqualTo(DestroyReason.CHANNEL_CLOSED.code());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void extend2_toNobodyElse_isRefused(boolean back) {
    RelayTarget target =
        (back ? RelayCredentials.one() : RelayCredentials.other()).target(EmbeddedLink.ADDRESS);
    origin.sendEarly(0, new Extend2(target.linkSpecifiers(), 2, Bytes.copyFrom(new byte[84])));
    assertThat(origin.destroyed()).isEqualTo(back ? PROTOCOL : DestroyReason.CONNECT_FAILED.code());
    assertThat(relay.asked).isEmpty();
  }

  @Test
  void extend2_toAnAddressNotToBeUsed_isRefused() {
    relay.reachable = address -> false;
    origin.sendEarly(0, extend2());
    assertThat(origin.destroyed()).isEqualTo(PROTOCOL);
  }

  @Test
  void nextHopDestroys_theOriginIsTold_withoutItsReason() throws Exception {
    FakeLink link = relay.outgoing();
    int id = extended(link);
    link.receive(new Destroy(id, DestroyReason.HIBERNATING));
    relay.loops.run();
    assertThat(origin.destroyed()).isEqualTo(DestroyReason.DESTROYED.code());
    assertThat(link.sent()).isEmpty();
  }

  @Test
  void nextLinkCloses_theOriginIsTold() throws Exception {
    FakeLink link = relay.outgoing();
    extended(link);
    link.close();
    relay.loops.run();
    assertThat(origin.destroyed()).isEqualTo(DestroyReason.CHANNEL_CLOSED.code());
  }

  @Test
  void originLeaves_theNextHopIsTold_withoutItsReason() throws Exception {
    FakeLink link = relay.outgoing();
    int id = extended(link);
    client.receive(new Destroy(origin.id(), DestroyReason.HIBERNATING));
    relay.loops.run();
    assertThat(link.sent()).containsExactly(new Destroy(id, DestroyReason.DESTROYED));
  }

  @Test
  void originsLinkCloses_theNextHopIsTold() throws Exception {
    FakeLink link = relay.outgoing();
    int id = extended(link);
    client.close();
    relay.loops.run();
    assertThat(link.sent()).containsExactly(new Destroy(id, DestroyReason.CHANNEL_CLOSED));
  }

  @Test
  void relayEarlyFromTheNextHop_destroysTheCircuit() throws Exception {
    FakeLink link = relay.outgoing();
    int id = extended(link);
    link.receive(new Relay(id, true, body(1)));
    relay.loops.run();
    assertThat(origin.destroyed()).isEqualTo(PROTOCOL);
  }

  @Test
  void truncate_cutsTheNextHopOff_andTheCircuitCanGrowAgain() throws Exception {
    FakeLink link = relay.outgoing();
    int id = extended(link);
    origin.send(0, new Truncate(DestroyReason.REQUESTED));
    assertThat(origin.receivedOne())
        .isEqualTo(new AddressedMessage(0, new Truncated(DestroyReason.REQUESTED)));
    // On its way when the hop was cut off.
    link.receive(new Relay(id, false, body(1)));
    relay.loops.run();
    origin.expectNothing();
    assertThat(link.sent()).containsExactly(new Destroy(id, DestroyReason.REQUESTED));
    extended(relay.outgoing());
  }

  @Test
  void truncate_whileTheLinkIsOpened_givesUpThatHop() throws Exception {
    origin.sendEarly(0, extend2());
    relay.loops.run();
    origin.send(0, new Truncate(DestroyReason.REQUESTED));
    assertThat(origin.receivedOne().message()).isInstanceOf(Truncated.class);
    FakeLink link = relay.outgoing();
    relay.dialled(link);
    assertThat(link.sent()).isEmpty();
    origin.expectNothing();
    extended(relay.outgoing());
  }

  @Test
  void truncate_whileOurCreateIsUnderWay_givesUpThatHop() throws Exception {
    origin.sendEarly(0, extend2());
    relay.loops.run();
    FakeLink link = relay.outgoing();
    relay.registrysLoop.now(() -> relay.dials.remove().setSuccess(link.channel()));
    relay.othersLoop.runOneTask();
    assertThat(link.sent()).singleElement().isInstanceOf(Create2.class);
    origin.send(0, new Truncate(DestroyReason.REQUESTED));
    relay.loops.run();
    assertThat(link.sent()).singleElement().isInstanceOf(Destroy.class);
    assertThat(origin.receivedOne().message()).isInstanceOf(Truncated.class);
  }

  // Room.

  @Test
  void nextLinkWithoutRoom_keepsCells_untilThereAreTooMany() throws Exception {
    FakeLink link = relay.outgoing();
    extended(link);
    link.stall(true);
    for (int i = 0; i <= 2_500; i++) {
      origin.sendBeyond(false, body(i));
    }
    relay.loops.run();
    assertThat(origin.destroyed()).isEqualTo(DestroyReason.RESOURCE_LIMIT.code());
    link.stall(false);
    assertThat(link.sent()).singleElement().isInstanceOf(Destroy.class);
  }

  @Test
  void originsLinkWithoutRoom_keepsCells_untilThereAreTooMany() throws Exception {
    FakeLink link = relay.outgoing();
    int id = extended(link);
    client.stall(true);
    for (int i = 0; i <= 2_500; i++) {
      link.receive(new Relay(id, false, body(i)));
    }
    relay.loops.run();
    assertThat(link.sent()).containsExactly(new Destroy(id, DestroyReason.RESOURCE_LIMIT));
    client.stall(false);
    assertThat(origin.destroyed()).isEqualTo(DestroyReason.RESOURCE_LIMIT.code());
  }

  // Time.

  @Test
  void clientsCircuit_thatLeadsNowhere_goesWhenItsLinkIsQuiet() throws Exception {
    FakeLink link = relay.incoming(null);
    ScriptedOrigin idle = ScriptedOrigin.createFast(link);
    relay.loops.advance(FakeLink.QUIET.dividedBy(2));
    relay.loops.advance(FakeLink.QUIET.dividedBy(2));
    idle.expectNothing();
    relay.loops.advance(FakeLink.QUIET.dividedBy(2));
    assertThat(idle.destroyed()).isEqualTo(DestroyReason.FINISHED.code());
    // A relay's stays.
    origin.expectNothing();
    origin.send(STREAM, new Begin("host.example", 80, 0));
    assertThat(relay.streams.begins).hasSize(1);
  }

  /** Case fault-15: the loops of a relay that is closed end in any order. */
  @Test
  void nextHopsLoop_thatHasEnded_isNoMistake() throws Exception {
    FakeLink link = relay.outgoing();
    extended(link);
    relay.othersLoop.end();
    origin.sendBeyond(false, body(1));
    client.receive(new Destroy(origin.id(), DestroyReason.NONE));
    relay.loops.run();
    assertThat(client.isOpen()).isTrue();
  }

  @Test
  void originsLoop_thatHasEnded_isNoMistake() throws Exception {
    FakeLink link = relay.outgoing();
    int id = extended(link);
    relay.clientsLoop.end();
    link.receive(new Relay(id, false, body(1)));
    link.close();
    relay.loops.run();
    assertThat(link.isOpen()).isFalse();
  }

  private static byte[] body(int fill) {
    byte[] body = new byte[509];
    Arrays.fill(body, (byte) (fill | 1));
    return body;
  }
}
