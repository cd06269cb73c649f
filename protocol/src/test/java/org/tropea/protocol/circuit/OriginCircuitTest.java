package org.tropea.protocol.circuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.util.Bytes;
import io.netty.util.concurrent.Future;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.handshake.CreateFastClient;
import org.tropea.crypto.handshake.HandshakeType;
import org.tropea.crypto.handshake.RelayAnswer;
import org.tropea.protocol.NoLeaks;
import org.tropea.protocol.QuietPipelines;
import org.tropea.protocol.cell.Cell;
import org.tropea.protocol.cell.ChannelException;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.cell.Create2;
import org.tropea.protocol.cell.CreateFast;
import org.tropea.protocol.cell.Created2;
import org.tropea.protocol.cell.CreatedFast;
import org.tropea.protocol.cell.Destroy;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.cell.Padding;
import org.tropea.protocol.channel.EmbeddedLink;
import org.tropea.protocol.channel.RelayCredentials;
import org.tropea.protocol.message.Begin;
import org.tropea.protocol.message.BeginDir;
import org.tropea.protocol.message.Connected;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.Extend2;
import org.tropea.protocol.message.Extended2;
import org.tropea.protocol.message.StreamException;
import org.tropea.protocol.message.Truncated;
import org.tropea.protocol.stream.TorStream;

/** Rows C01, C02, C10, C12 and L17: how circuits grow and die. */
@ExtendWith({NoLeaks.class, QuietPipelines.class})
class OriginCircuitTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final EmbeddedLink link = EmbeddedLink.open();

  @AfterEach
  void close() {
    link.close();
  }

  @Test
  void createFast_makesOneHop() throws DecodeException {
    ScriptedCircuit relays = ScriptedCircuit.createFast(link);
    assertThat(relays.circuit().length()).isEqualTo(1);
    assertThat(relays.circuit().isOpen()).isTrue();
    assertThat(relays.circuitId()).isNegative();
    TorStream stream = openDirectory(relays);
    assertThat(stream.connected().isDone()).isFalse();
    relays.send(0, stream.streamId(), new Connected(null, 0));
    assertThat(stream.connected().isSuccess()).isTrue();
    assertThat(stream.isActive()).isTrue();
  }

  @Test
  void create2AndExtend2_makeThreeHops() throws DecodeException {
    ScriptedCircuit relays = ScriptedCircuit.ofHops(link, 1);
    for (int hop = 0; hop < 2; hop++) {
      ScriptedCircuit.Received extend = relays.extend();
      assertThat(extend.hop()).isEqualTo(hop);
      assertThat(extend.early()).as("EXTEND2 comes in RELAY_EARLY").isTrue();
      assertThat(extend.streamId()).isZero();
      Extend2 message = (Extend2) extend.message();
      assertThat(message.handshakeType()).isEqualTo(HandshakeType.NTOR);
      assertThat(message.specifiers())
          .isEqualTo(RelayCredentials.one().target(EmbeddedLink.ADDRESS).linkSpecifiers());
    }
    assertThat(relays.circuit().length()).isEqualTo(3);
    TorStream stream = open(relays, new Begin("example.com", 80, 0), 2);
    relays.send(2, stream.streamId(), new Connected(null, 0));
    assertThat(stream.connected().isSuccess()).isTrue();
  }

  @Test
  void open_asksTheLastHop() throws Exception {
    ScriptedCircuit relays = ScriptedCircuit.ofHops(link, 3);
    TorStream one = relays.circuit().streams().open(new Begin("example.com", 443, Begin.IPV6_OK));
    TorStream two = relays.circuit().streams().openDirectory();
    ScriptedCircuit.Received first = relays.receive();
    assertThat(first.hop()).isEqualTo(2);
    assertThat(first.streamId()).isEqualTo(one.streamId());
    assertThat(first.message()).isEqualTo(new Begin("example.com", 443, Begin.IPV6_OK));
    ScriptedCircuit.Received second = relays.receive();
    assertThat(second.streamId()).isEqualTo(two.streamId()).isNotEqualTo(one.streamId());
    assertThat(second.message()).isEqualTo(new BeginDir());
    assertThat(relays.circuit().streams().isIdle()).isFalse();
  }

  @Test
  void relayEarly_isUsedAtMost8Times_andThenTheCircuitGrowsNoMore() throws Exception {
    for (int i = 0; i < 12; i++) {
      EmbeddedLink each = EmbeddedLink.open();
      ScriptedCircuit relays = ScriptedCircuit.ofHops(each, 3);
      int early = 2;
      for (int stream = 0; stream < 20; stream++) {
        relays.circuit().streams().openDirectory();
        early += relays.receive().early() ? 1 : 0;
      }
      assertThat(early).isBetween(7, 8);
      Future<OriginCircuit> extended = relays.beginExtend();
      assertThat(extended.cause())
          .isInstanceOf(CircuitException.class)
          .hasMessage("the circuit may not grow any more");
      each.peer().expectNothing();
      assertThat(relays.circuit().isOpen()).isTrue();
      each.close();
    }
  }

  @Test
  void messagesToTheFirstHop_needNoRelayEarly() throws Exception {
    ScriptedCircuit relays = ScriptedCircuit.createFast(link);
    relays.circuit().streams().openDirectory();
    assertThat(relays.receive().early()).isFalse();
  }

  @Test
  void extend_whileExtending_isAMistakeOfTheCaller() throws DecodeException {
    ScriptedCircuit relays = ScriptedCircuit.ofHops(link, 1);
    Future<OriginCircuit> first = relays.beginExtend();
    assertThatThrownBy(relays::beginExtend).isInstanceOf(IllegalStateException.class);
    assertThat(first.isDone()).isFalse();
    assertThat(relays.circuit().isOpen()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 200})
  void destroy_byTheRelay_endsAllWithItsReason(int code) throws DecodeException {
    DestroyReason reason = new DestroyReason(code);
    ScriptedCircuit relays = ScriptedCircuit.ofHops(link, 2);
    TorStream stream = openDirectory(relays);
    Future<OriginCircuit> extending = relays.beginExtend();
    relays.receive();
    link.peer().send(new Destroy(relays.circuitId(), reason));
    assertThat(relays.circuit().isOpen()).isFalse();
    assertThat(relays.circuit().closed().getNow()).isEqualTo(reason);
    failsWith(extending, reason);
    assertThat(stream.connected().cause())
        .isInstanceOfSatisfying(
            StreamException.class, e -> assertThat(e.reason()).isEqualTo(EndReason.DESTROY));
    assertThat(stream.isOpen()).isFalse();
    link.peer().expectNothing();
    assertThat(link.peer().isOpen()).isTrue();
  }

  @Test
  void destroy_beforeCreated_failsTheCreation() {
    Future<OriginCircuit> created = ScriptedCircuit.create2(link);
    int id = link.peer().expect(Create2.class).circuitId();
    link.peer().send(new Destroy(id, DestroyReason.RESOURCE_LIMIT));
    failsWith(created, DestroyReason.RESOURCE_LIMIT);
    link.peer().expectNothing();
  }

  @Test
  void truncated_endsTheCircuitWithItsReason() throws DecodeException {
    ScriptedCircuit relays = ScriptedCircuit.ofHops(link, 2);
    Future<OriginCircuit> extending = relays.beginExtend();
    relays.receive();
    relays.send(1, 0, new Truncated(DestroyReason.CONNECT_FAILED));
    failsWith(extending, DestroyReason.CONNECT_FAILED);
    assertThat(relays.circuit().closed().getNow()).isEqualTo(DestroyReason.CONNECT_FAILED);
    assertThat(link.peer().expect(Destroy.class))
        .isEqualTo(new Destroy(relays.circuitId(), DestroyReason.NONE));
  }

  @Test
  void destroy_byUs_givesNoReason_andLaterCellsAreIgnored() throws DecodeException {
    ScriptedCircuit relays = ScriptedCircuit.ofHops(link, 3);
    TorStream stream = openDirectory(relays);
    relays.circuit().destroy();
    relays.circuit().destroy();
    assertThat(link.peer().expect(Destroy.class))
        .isEqualTo(new Destroy(relays.circuitId(), DestroyReason.NONE));
    link.pump();
    assertThat(stream.isOpen()).isFalse();
    relays.send(2, stream.streamId(), new Connected(null, 0));
    link.peer().expectNothing();
    assertThat(link.peer().isOpen()).isTrue();
    assertThat(relays.beginExtend().cause()).isInstanceOf(CircuitException.class);
    assertThatThrownBy(() -> relays.circuit().streams().openDirectory())
        .isInstanceOf(StreamException.class);
  }

  @Test
  void linkCloses_endsTheCircuit() throws DecodeException {
    ScriptedCircuit relays = ScriptedCircuit.ofHops(link, 2);
    TorStream stream = openDirectory(relays);
    Future<OriginCircuit> extending = relays.beginExtend();
    link.peer().close();
    assertThat(relays.circuit().closed().getNow()).isEqualTo(DestroyReason.CHANNEL_CLOSED);
    failsWith(extending, DestroyReason.CHANNEL_CLOSED);
    link.client().runPendingTasks();
    assertThat(stream.isOpen()).isFalse();
  }

  @Test
  void create_onAClosedLink_fails() {
    link.close();
    assertThat(ScriptedCircuit.create2(link).cause())
        .isInstanceOf(ChannelException.class)
        .hasMessage("the link is closed");
  }

  @Test
  void created_thatProvesNothing_isAViolation() {
    Future<OriginCircuit> created = ScriptedCircuit.create2(link);
    int id = link.peer().expect(Create2.class).circuitId();
    link.peer().send(new Created2(id, Bytes.copyFrom(new byte[64])));
    failsWith(created, DestroyReason.PROTOCOL);
    assertThat(created.cause()).hasMessageStartingWith("a relay failed the handshake: ");
    assertThat(link.peer().expect(Destroy.class)).isEqualTo(new Destroy(id, DestroyReason.NONE));
  }

  @Test
  void createdFast_thatProvesNothing_isAViolation() {
    Future<OriginCircuit> created =
        OriginCircuit.createFast(
            link.channel(), new CreateFastClient(RANDOM), CircuitStart.silent(RANDOM));
    int id = link.peer().expect(CreateFast.class).circuitId();
    link.peer().send(new CreatedFast(id, Bytes.copyFrom(new byte[40])));
    failsWith(created, DestroyReason.PROTOCOL);
    link.peer().expect(Destroy.class);
  }

  @Test
  void created_ofTheOtherKind_isAViolation() throws DecodeException {
    Future<OriginCircuit> created = ScriptedCircuit.create2(link);
    Create2 create = link.peer().expect(Create2.class);
    link.peer().send(new CreatedFast(create.circuitId(), Bytes.copyFrom(new byte[40])));
    failsWith(created, DestroyReason.PROTOCOL);
    link.peer().expect(Destroy.class);
  }

  @Test
  void created_twice_isAViolation() throws DecodeException {
    Future<OriginCircuit> created = ScriptedCircuit.create2(link);
    Create2 create = link.peer().expect(Create2.class);
    RelayAnswer answer = RelayCredentials.one().ntor().answer(create.request().toByteArray());
    Created2 reply = new Created2(create.circuitId(), Bytes.copyFrom(answer.reply()));
    link.peer().send(reply, reply);
    assertThat(created.isSuccess()).isTrue();
    assertThat(created.getNow().closed().getNow()).isEqualTo(DestroyReason.PROTOCOL);
    link.peer().expect(Destroy.class);
  }

  @Test
  void extended_thatProvesNothing_isAViolation() throws DecodeException {
    ScriptedCircuit relays = ScriptedCircuit.ofHops(link, 2);
    Future<OriginCircuit> extending = relays.beginExtend();
    relays.receive();
    relays.send(1, 0, new Extended2(Bytes.copyFrom(new byte[64])));
    failsWith(extending, DestroyReason.PROTOCOL);
    link.peer().expect(Destroy.class);
  }

  /** Case fault-14: whoever waits no longer gives the place on the link back. */
  @Test
  void create_givenUp_destroysTheCircuit_andTheLinkIdlesOut() {
    SecureRandom random = new SecureRandom();
    List<Supplier<Future<OriginCircuit>>> ways =
        List.of(
            () -> ScriptedCircuit.create2(link),
            () ->
                OriginCircuit.createFast(
                    link.channel(), new CreateFastClient(random), CircuitStart.silent(random)));
    for (Supplier<Future<OriginCircuit>> way : ways) {
      Future<OriginCircuit> creating = way.get();
      int id = link.peer().expect(Cell.class).circuitId();
      link.advance(Duration.ofMinutes(20));
      assertThat(link.peer().received()).isNotEmpty().hasOnlyElementsOfType(Padding.class);
      assertThat(creating.cancel(false)).isTrue();
      assertThat(link.peer().expect(Destroy.class)).isEqualTo(new Destroy(id, DestroyReason.NONE));
      // An answer that comes after all finds nobody.
      link.peer().send(new Created2(id, Bytes.copyFrom(new byte[64])));
      assertThat(link.peer().isOpen()).isTrue();
    }
    link.advance(Duration.ofSeconds(270));
    link.peer().expectClosed();
  }

  private static void failsWith(Future<OriginCircuit> growing, DestroyReason reason) {
    assertThat(growing.cause())
        .isInstanceOfSatisfying(
            CircuitException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private static TorStream openDirectory(ScriptedCircuit relays) throws DecodeException {
    try {
      TorStream stream = relays.circuit().streams().openDirectory();
      assertThat(relays.receive().message()).isEqualTo(new BeginDir());
      return stream;
    } catch (StreamException e) {
      throw new AssertionError(e);
    }
  }

  private static TorStream open(ScriptedCircuit relays, Begin begin, int hop)
      throws DecodeException {
    try {
      TorStream stream = relays.circuit().streams().open(begin);
      ScriptedCircuit.Received received = relays.receive();
      assertThat(received.message()).isEqualTo(begin);
      assertThat(received.hop()).isEqualTo(hop);
      return stream;
    } catch (StreamException e) {
      throw new AssertionError(e);
    }
  }
}
