package org.tropea.protocol.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.util.Bytes;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.NoLeaks;
import org.tropea.protocol.QuietPipelines;
import org.tropea.protocol.cell.Create2;
import org.tropea.protocol.cell.CreateFast;
import org.tropea.protocol.cell.Created2;
import org.tropea.protocol.cell.CreatedFast;
import org.tropea.protocol.cell.Destroy;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.cell.Relay;
import org.tropea.protocol.channel.EmbeddedLink;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.message.Begin;
import org.tropea.protocol.message.BeginDir;
import org.tropea.protocol.message.Connected;
import org.tropea.protocol.message.Data;
import org.tropea.protocol.message.Drop;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.Extended2;
import org.tropea.protocol.message.RelayCommand;
import org.tropea.protocol.message.RelayMessage;
import org.tropea.protocol.message.Resolve;
import org.tropea.protocol.message.Sendme;
import org.tropea.protocol.message.StreamException;
import org.tropea.protocol.message.Truncate;
import org.tropea.protocol.message.Truncated;
import org.tropea.protocol.message.UnknownMessage;
import org.tropea.protocol.stream.TorStream;

/**
 * What relays must not send: each closes the circuit, and the link lives on (rows C12 and F17;
 * cases circuit-10, circuit-15, message-1, message-2, message-4, message-5, message-7 and
 * message-27).
 */
@ExtendWith({NoLeaks.class, QuietPipelines.class})
class OriginCircuitViolationTest {
  private static final int GUARD = 0;
  private static final int EXIT = 2;

  private final EmbeddedLink link = EmbeddedLink.open();
  private ScriptedCircuit relays;
  private TorStream stream;

  @BeforeEach
  void open() throws DecodeException, StreamException {
    relays = ScriptedCircuit.ofHops(link, 3);
    stream = relays.circuit().streams().open(new Begin("example.com", 80, 0));
    relays.receive();
  }

  @AfterEach
  void close() {
    link.close();
  }

  @Test
  void unrecognisedCell_closes() {
    // Tagging, and cells dropped on the way, would otherwise go unseen (case circuit-15).
    link.peer().send(new Relay(relays.circuitId(), false, new byte[509]));
    closes();
  }

  @Test
  void bitFlippedOnTheWay_closes() {
    byte[] body = relays.seal(EXIT, stream.streamId(), new Connected(null, 0));
    body[300] ^= 4;
    link.peer().send(new Relay(relays.circuitId(), false, body));
    closes();
  }

  @Test
  void cellReplayed_closes() {
    byte[] body = relays.seal(EXIT, stream.streamId(), new Connected(null, 0));
    link.peer().send(new Relay(relays.circuitId(), false, body.clone()));
    assertThat(stream.isActive()).isTrue();
    link.peer().send(new Relay(relays.circuitId(), false, body));
    closes();
  }

  @Test
  void inboundRelayEarly_closes_evenIfGood() {
    byte[] body = relays.seal(EXIT, stream.streamId(), new Connected(null, 0));
    link.peer().send(new Relay(relays.circuitId(), true, body));
    closes();
    assertThat(stream.isActive()).isFalse();
  }

  @Test
  void lengthBeyondTheCell_closes() {
    for (int length : new int[] {499, 0xffff}) {
      EmbeddedLink other = EmbeddedLink.open();
      try {
        ScriptedCircuit circuit = ScriptedCircuit.ofHops(other, 1);
        byte[] body = new byte[509];
        body[0] = 2; // DATA
        body[9] = (byte) (length >> 8);
        body[10] = (byte) length;
        circuit.seal(0, body);
        other.peer().send(new Relay(circuit.circuitId(), false, body));
        assertThat(circuit.circuit().closed().getNow()).isEqualTo(DestroyReason.PROTOCOL);
      } catch (DecodeException e) {
        throw new AssertionError(e);
      }
      other.close();
    }
  }

  static Stream<Arguments> circuitMessages() {
    return Stream.of(
        Arguments.of(EXIT, new Data(new byte[1], 0, 1)),
        Arguments.of(EXIT, new Connected(null, 0)),
        Arguments.of(EXIT, End.of(EndReason.DONE)),
        Arguments.of(EXIT, new Begin("example.com", 80, 0)),
        Arguments.of(EXIT, new BeginDir()),
        Arguments.of(EXIT, new Resolve("example.com")),
        Arguments.of(EXIT, new Truncate(DestroyReason.NONE)),
        Arguments.of(EXIT, new Extended2(Bytes.copyFrom(new byte[64]))),
        Arguments.of(GUARD, new Extended2(Bytes.copyFrom(new byte[64]))),
        Arguments.of(EXIT, Sendme.ofCircuit(new byte[20])),
        Arguments.of(GUARD, Sendme.ofCircuit(new byte[20])),
        Arguments.of(EXIT, Sendme.ofStream()),
        Arguments.of(EXIT, new UnknownMessage(0)),
        Arguments.of(EXIT, new UnknownMessage(7)),
        Arguments.of(EXIT, new UnknownMessage(255)));
  }

  @ParameterizedTest
  @MethodSource("circuitMessages")
  void unexpectedMessageOfTheCircuit_closes(int hop, RelayMessage message) {
    relays.send(hop, 0, message);
    closes();
  }

  /** C tor counts padding that it has not asked for, and passes over it. */
  @ParameterizedTest
  @ValueSource(ints = {GUARD, 1, EXIT})
  void drop_fromAnyHop_changesNothing(int hop) {
    relays.send(hop, 0, new Drop());
    relays.send(hop, stream.streamId(), new Drop());
    assertThat(relays.circuit().isOpen()).isTrue();
    assertThat(stream.isOpen()).isTrue();
  }

  static Stream<RelayMessage> streamMessages() {
    return Stream.of(
        new Data(new byte[1], 0, 1),
        Sendme.ofStream(),
        new Begin("example.com", 80, 0),
        new BeginDir(),
        new Resolve("example.com"),
        new Truncated(DestroyReason.NONE),
        new Extended2(Bytes.copyFrom(new byte[64])),
        new UnknownMessage(43));
  }

  @ParameterizedTest
  @MethodSource("streamMessages")
  void unexpectedMessageBeforeConnected_closes(RelayMessage message) {
    relays.send(EXIT, stream.streamId(), message);
    closes();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void streamMessageFromAnotherHop_closes(int hop) {
    // TROVE-2021-003: only the hop that carries a stream may speak on it.
    relays.send(hop, stream.streamId(), End.of(EndReason.DONE));
    closes();
  }

  @Test
  void messageOnAStreamThatWasNeverOpened_closes() {
    relays.send(EXIT, stream.streamId() == 5 ? 6 : 5, End.of(EndReason.DONE));
    closes();
  }

  @Test
  void secondConnected_closes() {
    connect();
    relays.send(EXIT, stream.streamId(), new Connected(null, 0));
    closes();
  }

  /** Case fault-20: as at C tor, it costs its stream alone. */
  @Test
  void unreadableConnected_endsItsStream_andTheCircuitGoesOn() throws Exception {
    relays.sendBody(EXIT, unreadableConnected(stream.streamId()));
    assertThat(stream.isOpen()).isFalse();
    assertThat(((StreamException) stream.connected().cause()).reason())
        .isEqualTo(EndReason.TOR_PROTOCOL);
    assertThat(relays.receive().message()).isEqualTo(End.of(EndReason.MISC));
    assertThat(relays.circuit().isOpen()).isTrue();
    stream = relays.circuit().streams().open(new Begin("example.com", 81, 0));
    connect();
  }

  @Test
  void unreadableConnected_onAnOpenStream_closes() throws Exception {
    connect();
    relays.sendBody(EXIT, unreadableConnected(stream.streamId()));
    closes();
  }

  @Test
  void unreadableConnected_onAHalfClosedStream_isTakenOnce() throws Exception {
    Unwatched.close(stream);
    relays.receive();
    relays.sendBody(EXIT, unreadableConnected(stream.streamId()));
    assertThat(relays.circuit().isOpen()).isTrue();
    relays.sendBody(EXIT, unreadableConnected(stream.streamId()));
    assertThat(relays.circuit().isOpen()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void unreadableConnected_fromAnotherHop_closes(int hop) {
    relays.sendBody(hop, unreadableConnected(stream.streamId()));
    closes();
  }

  private static byte[] unreadableConnected(int streamId) {
    byte[] body = new byte[509];
    body[0] = RelayCommand.CONNECTED;
    body[3] = (byte) (streamId >> 8);
    body[4] = (byte) streamId;
    body[10] = 3;
    return body;
  }

  @Test
  void emptyData_closes() {
    // Arti's TROVE-2024-001: cells that carry nothing are a signal for one who counts them.
    connect();
    relays.send(EXIT, stream.streamId(), new Data(new byte[1], 0, 0));
    closes();
  }

  @Test
  void endWithoutAReason_closes() {
    connect();
    byte[] body = new byte[509];
    body[0] = 3; // END, length 0
    body[3] = (byte) (stream.streamId() >> 8);
    body[4] = (byte) stream.streamId();
    relays.seal(EXIT, body);
    link.peer().send(new Relay(relays.circuitId(), false, body));
    closes();
  }

  @Test
  void messageAfterEnd_closes() {
    connect();
    relays.send(EXIT, stream.streamId(), End.of(EndReason.DONE));
    assertThat(relays.circuit().isOpen()).isTrue();
    relays.send(EXIT, stream.streamId(), new Data(new byte[1], 0, 1));
    closes();
  }

  @Test
  void streamSendmeForNothing_closes() {
    connect();
    relays.send(EXIT, stream.streamId(), Sendme.ofStream());
    closes();
  }

  @Test
  void moreDataThanTheStreamsWindow_closes() throws DecodeException {
    connect();
    for (int cell = 0; cell < 500; cell++) {
      data();
    }
    assertThat(relays.circuit().isOpen()).isTrue();
    assertThat(relays.receiveAll())
        .as("circuit SENDMEs only, since nobody reads the stream")
        .hasSize(5)
        .allMatch(each -> each.streamId() == 0);
    data();
    closes();
  }

  @Test
  void cellOfAnotherKind_closes() {
    for (var cell :
        List.of(
            new CreateFast(relays.circuitId(), Bytes.copyFrom(new byte[20])),
            new Create2(relays.circuitId(), 2, Bytes.copyFrom(new byte[84])))) {
      EmbeddedLink other = EmbeddedLink.open();
      try {
        ScriptedCircuit circuit = ScriptedCircuit.ofHops(other, 1);
        other
            .peer()
            .send(
                cell instanceof CreateFast fast
                    ? new CreateFast(circuit.circuitId(), fast.request())
                    : new Create2(circuit.circuitId(), 2, Bytes.copyFrom(new byte[84])));
        assertThat(circuit.circuit().closed().getNow()).isEqualTo(DestroyReason.PROTOCOL);
      } catch (DecodeException e) {
        throw new AssertionError(e);
      }
      other.close();
    }
  }

  @Test
  void createdOnAnOpenCircuit_closes() {
    link.peer().send(new Created2(relays.circuitId(), Bytes.copyFrom(new byte[64])));
    closes();
  }

  @Test
  void createdFastOnAnOpenCircuit_closes() {
    link.peer().send(new CreatedFast(relays.circuitId(), Bytes.copyFrom(new byte[40])));
    closes();
  }

  @Test
  void halfClosedStream_takesWhatWasOnItsWay() throws DecodeException {
    connect();
    Unwatched.writeAndFlush(stream, Unpooled.wrappedBuffer(new byte[60 * 498]));
    data();
    Unwatched.close(stream);
    relays.receiveAll();
    for (int cell = 1; cell < 500; cell++) {
      data();
    }
    relays.send(EXIT, stream.streamId(), Sendme.ofStream());
    assertThat(relays.circuit().isOpen()).isTrue();
    data();
    closes();
  }

  @Test
  void halfClosedStream_takesAsManySendmesAsAreOwed() {
    connect();
    Unwatched.writeAndFlush(stream, Unpooled.wrappedBuffer(new byte[60 * 498]));
    Unwatched.close(stream);
    relays.send(EXIT, stream.streamId(), Sendme.ofStream());
    link.peer().received();
    assertThat(relays.circuit().isOpen()).isTrue();
    relays.send(EXIT, stream.streamId(), Sendme.ofStream());
    closes();
  }

  @Test
  void halfClosedStream_takesOneLateConnected() {
    Unwatched.close(stream);
    link.peer().received();
    relays.send(EXIT, stream.streamId(), new Connected(null, 0));
    data();
    assertThat(relays.circuit().isOpen()).isTrue();
    relays.send(EXIT, stream.streamId(), new Connected(null, 0));
    closes();
  }

  @Test
  void halfClosedStream_takesNoConnectedAfterTheFirst() {
    connect();
    Unwatched.close(stream);
    link.peer().received();
    relays.send(EXIT, stream.streamId(), new Connected(null, 0));
    closes();
  }

  @Test
  void halfClosedStream_takesNoEmptyData() {
    connect();
    Unwatched.close(stream);
    link.peer().received();
    relays.send(EXIT, stream.streamId(), new Data(new byte[1], 0, 0));
    closes();
  }

  @Test
  void halfClosedStream_endsWithItsEnd() {
    connect();
    Unwatched.close(stream);
    link.peer().received();
    relays.send(EXIT, stream.streamId(), End.of(EndReason.DONE));
    assertThat(relays.circuit().isOpen()).isTrue();
    relays.send(EXIT, stream.streamId(), End.of(EndReason.DONE));
    closes();
  }

  private void connect() {
    relays.send(EXIT, stream.streamId(), new Connected(null, 0));
    assertThat(stream.isActive()).isTrue();
  }

  private void data() {
    relays.send(EXIT, stream.streamId(), new Data(new byte[498], 0, 498));
  }

  private void closes() {
    assertThat(relays.circuit().isOpen()).isFalse();
    assertThat(relays.circuit().closed().getNow()).isEqualTo(DestroyReason.PROTOCOL);
    List<?> cells = link.peer().received();
    assertThat(cells).isNotEmpty();
    assertThat(cells.get(cells.size() - 1))
        .isEqualTo(new Destroy(relays.circuitId(), DestroyReason.NONE));
    assertThat(link.peer().isOpen()).isTrue();
  }
}
