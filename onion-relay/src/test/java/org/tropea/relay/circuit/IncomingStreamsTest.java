package org.tropea.relay.circuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.atLeast;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.key.Curve25519;
import org.tropea.directory.network.NetworkParameter;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.channel.EmbeddedLink;
import org.tropea.protocol.channel.VerifiedPeer;
import org.tropea.protocol.flow.ChannelSignals;
import org.tropea.protocol.flow.CircuitFlow;
import org.tropea.protocol.flow.FlowRules;
import org.tropea.protocol.flow.SendmeVersions;
import org.tropea.protocol.loop.FakeLoop;
import org.tropea.protocol.loop.FakeLoops;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.message.AddressedMessage;
import org.tropea.protocol.message.AllowedMessages.Addressee;
import org.tropea.protocol.message.Answer;
import org.tropea.protocol.message.Begin;
import org.tropea.protocol.message.Connected;
import org.tropea.protocol.message.Data;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.RelayCellFormat0;
import org.tropea.protocol.message.RelayCommand;
import org.tropea.protocol.message.RelayMessage;
import org.tropea.protocol.message.Resolve;
import org.tropea.protocol.message.Resolved;
import org.tropea.protocol.message.Sendme;
import org.tropea.protocol.stream.TorStream;
import org.tropea.relay.defence.FloodDefence;
import org.tropea.relay.rendezvous.OnionServiceTable;

/** The streams of one circuit of a relay, with a circuit that only writes down what they send. */
class IncomingStreamsTest {
  private static final int STREAM = 7;
  private static final int MAX_DIRECTORY_STREAMS = 128;
  private static final int WINDOW = 500;
  private static final CircuitFlow FIXED = CircuitFlow.fixedWindows(() -> SendmeVersions.USUAL);
  private static final Begin BEGIN = new Begin("host.example", 80, 0);

  private final FakeLoops loops = new FakeLoops();
  private final FakeLoop loop = loops.loop();
  private final RelayCircuit circuit = mock(RelayCircuit.class);
  private final List<AddressedMessage> sent = new ArrayList<>();
  private final RelayUnderTest.StreamRecorder acceptor = new RelayUnderTest.StreamRecorder();
  private IncomingStreams streams = streams(Map.of());

  private IncomingStreams streams(Map<NetworkParameter, Integer> told) {
    FloodDefence defence = new FloodDefence(true, told, InstantSource.system(), new SecureRandom());
    return new IncomingStreams(
        circuit,
        new RelayServices(
            mock(Extending.class),
            new CircuitRules(
                address -> true, relay -> this.mayExit, () -> FlowRules.UNKNOWN, defence),
            acceptor,
            RelayCircuitWatch.silent(),
            ConfluxSets.none(),
            OnionServiceTable.plain(Curve25519.fastest()),
            new SecureRandom()));
  }

  private boolean mayExit = true;
  private int room = Integer.MAX_VALUE;

  @BeforeEach
  void open() throws Exception {
    when(circuit.loop()).thenReturn(loop);
    when(circuit.format()).thenReturn(RelayCellFormat0.INSTANCE);
    when(circuit.newStreamFlow()).thenReturn(FIXED.newStream(mock(ChannelSignals.class)));
    when(circuit.canSendData()).thenAnswer(call -> room > 0);
    doAnswer(
            call -> {
              assertThat(loop.inEventLoop()).isTrue();
              RelayMessage message = call.getArgument(1);
              if (message instanceof Data) {
                room--;
              }
              sent.add(new AddressedMessage(call.getArgument(0), message));
              return null;
            })
        .when(circuit)
        .send(anyInt(), any());
    try (EmbeddedLink link = EmbeddedLink.open()) {
      VerifiedPeer peer = Objects.requireNonNull(link.channel().peer());
      when(circuit.peer()).thenReturn(peer);
    }
  }

  private List<AddressedMessage> sent() {
    List<AddressedMessage> taken = List.copyOf(sent);
    sent.clear();
    return taken;
  }

  private void begin(int streamId) {
    taken(() -> streams.onBegin(streamId, BEGIN));
  }

  private void beginDir(int streamId) {
    taken(() -> streams.onBeginDir(streamId));
  }

  /** What a circuit may die of. */
  private interface Step {
    void run() throws CircuitException;
  }

  private void taken(Step step) {
    loop.now(
        () -> {
          try {
            step.run();
          } catch (CircuitException e) {
            throw new AssertionError(e);
          }
        });
  }

  private void closed(Step step) {
    loop.now(
        () ->
            assertThatThrownBy(step::run)
                .isInstanceOfSatisfying(
                    CircuitException.class,
                    e -> assertThat(e.reason()).isEqualTo(DestroyReason.RESOURCE_LIMIT)));
  }

  /** A stream that the acceptor has connected, whose pipeline reads. */
  private TorStream connected(int streamId, Reader reader) {
    begin(streamId);
    TorStream stream = acceptor.begun.get(acceptor.begun.size() - 1);
    loop.now(
        () -> {
          stream.pipeline().addLast(reader);
          stream.accept(new Connected(null, 0));
          stream.config().setAutoRead(true);
        });
    assertThat(sent()).containsExactly(new AddressedMessage(streamId, new Connected(null, 0)));
    return stream;
  }

  private void receive(int streamId, RelayMessage... messages) {
    loop.now(
        () -> {
          try {
            for (RelayMessage message : messages) {
              streams.onMessage(streamId, message);
            }
          } catch (CircuitException e) {
            throw new AssertionError(e);
          }
        });
  }

  private static Data data(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return new Data(bytes, 0, bytes.length);
  }

  /** What the pipeline of a stream was handed, buffer by buffer. */
  private static final class Reader extends ChannelInboundHandlerAdapter {
    final List<String> buffers = new ArrayList<>();

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf buffer = (ByteBuf) message;
      buffers.add(buffer.toString(StandardCharsets.US_ASCII));
      buffer.release();
    }
  }

  // Beginning.

  @Test
  void begin_isTheAcceptors_andItsNumberIsTaken() {
    assertThat(streams.isIdle()).isTrue();
    assertThat(streams.addressee(STREAM)).isEqualTo(Addressee.NO_STREAM);
    begin(STREAM);
    assertThat(acceptor.begins).containsExactly(BEGIN);
    assertThat(streams.addressee(STREAM)).isEqualTo(Addressee.STREAM);
    assertThat(streams.isIdle()).isFalse();
    assertThat(sent()).isEmpty();
  }

  @Test
  void begin_byAClient_isRefused_butNotItsDirectoryRequest() {
    when(circuit.peer()).thenReturn(null);
    begin(STREAM);
    assertThat(sent())
        .containsExactly(new AddressedMessage(STREAM, End.of(EndReason.TOR_PROTOCOL)));
    beginDir(STREAM);
    assertThat(acceptor.directories).hasSize(1);
    assertThat(acceptor.begins).isEmpty();
  }

  @Test
  void begin_byARelayThatIsNotListed_isRefused() {
    mayExit = false;
    begin(STREAM);
    assertThat(sent()).containsExactly(new AddressedMessage(STREAM, End.of(EndReason.MISC)));
    assertThat(streams.isIdle()).isTrue();
  }

  /** Row X11. */
  @Test
  void streams_beyondTheirRate_areRefused_untilTimeHasPassed() {
    streams =
        streams(
            Map.of(
                NetworkParameter.DOS_STREAM_CREATION_ENABLED, 1,
                NetworkParameter.DOS_STREAM_CREATION_BURST, 3,
                NetworkParameter.DOS_STREAM_CREATION_RATE, 1));
    begin(1);
    begin(2);
    taken(() -> streams.onResolve(3, new Resolve("host.example")));
    assertThat(sent()).isEmpty();
    begin(4);
    taken(() -> streams.onResolve(5, new Resolve("host.example")));
    assertThat(sent())
        .containsExactly(
            new AddressedMessage(4, End.of(EndReason.MISC)),
            new AddressedMessage(5, Resolved.failed()));
    beginDir(6);
    assertThat(sent()).isEmpty();
    loops.advance(Duration.ofSeconds(1));
    begin(7);
    begin(8);
    assertThat(sent()).containsExactly(new AddressedMessage(8, End.of(EndReason.MISC)));
    assertThat(acceptor.begins).hasSize(3);
  }

  /** Row X11. */
  @Test
  void streams_beyondTheirRate_closeTheCircuit_whereTheNetworkSaysSo() {
    streams =
        streams(
            Map.of(
                NetworkParameter.DOS_STREAM_CREATION_ENABLED, 1,
                NetworkParameter.DOS_STREAM_CREATION_BURST, 1,
                NetworkParameter.DOS_STREAM_CREATION_DEFENSE_TYPE, 3));
    begin(1);
    closed(() -> streams.onBegin(2, BEGIN));
    closed(() -> streams.onResolve(3, new Resolve("host.example")));
  }

  @Test
  void directoryStreams_beyondTheirRate_areRefused() {
    streams =
        streams(
            Map.of(
                NetworkParameter.DOS_BEGIN_DIR_RATE_ENABLED, 1,
                NetworkParameter.DOS_BEGIN_DIR_BURST, 2,
                NetworkParameter.DOS_BEGIN_DIR_DEFENSE_TYPE, 2));
    beginDir(1);
    beginDir(2);
    assertThat(sent()).isEmpty();
    beginDir(3);
    assertThat(sent()).containsExactly(new AddressedMessage(3, End.of(EndReason.MISC)));
    begin(4);
    assertThat(acceptor.directories).hasSize(2);
    assertThat(acceptor.begins).hasSize(1);
    streams = streams(Map.of(NetworkParameter.DOS_BEGIN_DIR_BURST, 1));
    beginDir(1);
    closed(() -> streams.onBeginDir(2));
  }

  @Test
  void beginDir_beyond128_isRefused_untilOneIsClosed() {
    streams = streams(Map.of(NetworkParameter.DOS_BEGIN_DIR_RATE_ENABLED, 0));
    for (int i = 1; i <= MAX_DIRECTORY_STREAMS; i++) {
      int streamId = i;
      beginDir(streamId);
    }
    assertThat(sent()).isEmpty();
    beginDir(200);
    assertThat(sent()).containsExactly(new AddressedMessage(200, End.of(EndReason.RESOURCE_LIMIT)));
    receive(1, End.of(EndReason.DONE));
    beginDir(201);
    assertThat(sent()).isEmpty();
    loop.now(() -> Unwatched.close(acceptor.directories.get(1)));
    assertThat(sent()).hasSize(1);
    beginDir(202);
    beginDir(203);
    assertThat(sent()).containsExactly(new AddressedMessage(203, End.of(EndReason.RESOURCE_LIMIT)));
    assertThat(acceptor.directories).hasSize(MAX_DIRECTORY_STREAMS + 2);
  }

  /** Case fault-26. */
  @Test
  void acceptorThatFails_endsThatStreamAlone() {
    begin(1);
    acceptor.failure = new NoClassDefFoundError("a library's");
    begin(2);
    beginDir(3);
    taken(() -> streams.onResolve(4, new Resolve("host.example")));
    assertThat(sent())
        .containsExactly(
            new AddressedMessage(2, End.of(EndReason.INTERNAL)),
            new AddressedMessage(3, End.of(EndReason.INTERNAL)),
            new AddressedMessage(4, Resolved.failed()));
    assertThat(streams.addressee(1)).isEqualTo(Addressee.STREAM);
    assertThat(streams.addressee(2)).isEqualTo(Addressee.NO_STREAM);
  }

  @Test
  void resolve_isAnsweredOnItsNumber_whichStaysFree() throws Exception {
    taken(() -> streams.onResolve(STREAM, new Resolve("host.example")));
    assertThat(streams.addressee(STREAM)).isEqualTo(Addressee.NO_STREAM);
    assertThat(streams.isIdle()).isTrue();
    Resolved answer = new Resolved(List.of(Answer.of(InetAddress.getByName("192.0.2.7"), 60)));
    loop.now(() -> acceptor.answers.get(0).accept(answer));
    assertThat(sent()).containsExactly(new AddressedMessage(STREAM, answer));
    verify(circuit).flush();
  }

  @Test
  void beginAndResolve_thatCannotBeRead_areAnswered_andNothingElseIs() {
    loop.now(
        () -> {
          assertThat(unreadable(RelayCommand.BEGIN)).isTrue();
          assertThat(unreadable(RelayCommand.RESOLVE)).isTrue();
          assertThat(unreadable(RelayCommand.SENDME)).isFalse();
          assertThat(unreadable(RelayCommand.END)).isFalse();
        });
    assertThat(sent())
        .containsExactly(
            new AddressedMessage(STREAM, End.of(EndReason.TOR_PROTOCOL)),
            new AddressedMessage(STREAM, Resolved.failed()));
  }

  private boolean unreadable(int command) {
    return streams.onUnreadable(STREAM, command, new ByteReader(new byte[0], 0, 0));
  }

  // Receiving.

  @Test
  void dataOfOneRead_isHandedOnInOneBuffer_whenTheReadIsOver() {
    Reader one = new Reader();
    Reader other = new Reader();
    connected(1, one);
    connected(2, other);
    receive(1, data("a"), data("b"));
    receive(2, data("x"));
    receive(1, data("c"));
    assertThat(one.buffers).isEmpty();
    loop.now(streams::onReadComplete);
    assertThat(one.buffers).containsExactly("abc");
    assertThat(other.buffers).containsExactly("x");
    loop.now(streams::onReadComplete);
    assertThat(one.buffers).hasSize(1);
  }

  /** Row X13. */
  @Test
  void dataBeforeConnected_waitsForIt() {
    begin(STREAM);
    receive(STREAM, data("early"));
    loop.now(streams::onReadComplete);
    Reader reader = new Reader();
    TorStream stream = acceptor.begun.get(0);
    loop.now(
        () -> {
          stream.pipeline().addLast(reader);
          stream.accept(new Connected(null, 0));
          stream.config().setAutoRead(true);
        });
    loops.run();
    assertThat(reader.buffers).containsExactly("early");
  }

  @Test
  void dataOfNothing_isDropped_andCountsForNoWindow() {
    Reader reader = new Reader();
    connected(STREAM, reader);
    for (int i = 0; i <= WINDOW; i++) {
      receive(STREAM, data(""));
    }
    receive(STREAM, data("a"));
    loop.now(streams::onReadComplete);
    assertThat(reader.buffers).containsExactly("a");
  }

  @Test
  void dataBeyondTheWindow_endsTheCircuit() {
    begin(STREAM);
    for (int i = 0; i < WINDOW; i++) {
      receive(STREAM, data("a"));
    }
    expectViolation(data("b"));
  }

  @Test
  void sendmeForNothing_endsTheCircuit() {
    connected(STREAM, new Reader());
    expectViolation(Sendme.ofStream());
  }

  private void expectViolation(RelayMessage message) {
    loop.now(
        () ->
            assertThatThrownBy(() -> streams.onMessage(STREAM, message))
                .isInstanceOfSatisfying(
                    CircuitException.class,
                    e -> assertThat(e.reason()).isEqualTo(DestroyReason.PROTOCOL)));
  }

  @Test
  void end_freesTheNumber_andTheNextStreamOfItIsAnother() {
    Reader reader = new Reader();
    TorStream stream = connected(STREAM, reader);
    receive(STREAM, data("a"), End.of(EndReason.DONE));
    assertThat(streams.addressee(STREAM)).isEqualTo(Addressee.NO_STREAM);
    begin(STREAM);
    TorStream next = acceptor.begun.get(1);
    loop.now(streams::onReadComplete);
    loops.run();
    assertThat(reader.buffers).as("what came before the END").containsExactly("a");
    assertThat(stream.isOpen()).isFalse();
    assertThat(next.isOpen()).isTrue();
    assertThat(streams.addressee(STREAM)).isEqualTo(Addressee.STREAM);
    assertThat(sent()).as("an END is not answered").isEmpty();
  }

  // Sending.

  @Test
  void streamThatIsClosed_saysSo_andFreesItsNumber() {
    TorStream stream = connected(STREAM, new Reader());
    loop.now(() -> Unwatched.close(stream));
    assertThat(sent()).containsExactly(new AddressedMessage(STREAM, End.of(EndReason.DONE)));
    assertThat(streams.isIdle()).isTrue();
  }

  @Test
  void circuitWithoutRoom_letsStreamsWait_andThenGoOn_noneForEver() {
    List<TorStream> both = List.of(connected(1, new Reader()), connected(2, new Reader()));
    room = 0;
    loop.now(
        () -> {
          for (TorStream stream : both) {
            Unwatched.writeAndFlush(stream, Unpooled.wrappedBuffer(new byte[498 * 200]));
          }
        });
    assertThat(sent()).isEmpty();
    verify(circuit, atLeast(2)).awaitRoom();
    int[] cells = new int[3];
    for (int i = 0; i < 300; i++) {
      room = 1;
      loop.now(streams::onRoom);
      List<AddressedMessage> now = sent();
      assertThat(now).hasSize(1);
      cells[now.get(0).streamId()]++;
    }
    assertThat(cells[1]).isBetween(100, 200);
    assertThat(cells[2]).isEqualTo(300 - cells[1]);
  }

  // The end.

  @Test
  void circuitIsGone_endsAllStreams_andNothingIsSent() {
    Reader reader = new Reader();
    TorStream open = connected(1, reader);
    begin(2);
    TorStream waiting = acceptor.begun.get(1);
    taken(() -> streams.onResolve(3, new Resolve("host.example")));
    loop.now(streams::onClosed);
    assertThat(streams.isIdle()).isTrue();
    for (TorStream stream : List.of(open, waiting)) {
      assertThat(stream.isOpen()).isFalse();
      assertThat(stream.endReason()).isEqualTo(EndReason.DESTROY);
    }
    assertThat(sent()).isEmpty();
  }

  @Test
  void streamThatClosesTheOthers_whenTheCircuitIsGone_isNoMistake() {
    TorStream first = connected(1, new Reader());
    TorStream second = connected(2, new Reader());
    first.closeFuture().addListener(closed -> Unwatched.close(second));
    second.closeFuture().addListener(closed -> Unwatched.close(first));
    loop.now(streams::onClosed);
    assertThat(first.isOpen()).isFalse();
    assertThat(second.isOpen()).isFalse();
  }
}
