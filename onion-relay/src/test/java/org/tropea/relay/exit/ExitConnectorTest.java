package org.tropea.relay.exit;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.ExitPolicy;
import org.tropea.protocol.dial.Dialler;
import org.tropea.protocol.flow.CircuitFlow;
import org.tropea.protocol.flow.FakeSignals;
import org.tropea.protocol.flow.SendmeVersions;
import org.tropea.protocol.flow.StreamFlow;
import org.tropea.protocol.loop.FakeLoop;
import org.tropea.protocol.loop.FakeLoops;
import org.tropea.protocol.loop.FakeSocket;
import org.tropea.protocol.memory.MemoryAccount;
import org.tropea.protocol.message.Begin;
import org.tropea.protocol.message.Connected;
import org.tropea.protocol.message.Data;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.RelayCellFormat;
import org.tropea.protocol.message.RelayCellFormat0;
import org.tropea.protocol.message.RelayMessage;
import org.tropea.protocol.message.Resolve;
import org.tropea.protocol.message.Resolved;
import org.tropea.protocol.stream.StreamCarrier;
import org.tropea.protocol.stream.StreamEnd;
import org.tropea.protocol.stream.StreamTraffic;
import org.tropea.protocol.stream.TorStream;

/** An exit's verdicts before any socket is opened: it has no name server, and no network. */
class ExitConnectorTest {
  private static final int STREAM = 7;

  private final FakeLoops loops = new FakeLoops();
  private final FakeLoop loop = loops.loop();
  private final Carrier carrier = new Carrier();
  private final List<String> events = new ArrayList<>();
  private final ExitWatch watch = new ExitWatch(new Recorder());
  private Dialler dialler =
      (dial, first) -> {
        throw new AssertionError("a socket is opened");
      };

  /** Writes down what it is told, a line for each event. */
  private final class Recorder implements ExitObserver {
    @Override
    public void opened(ExitStreamFacts stream) {
      events.add("opened %d to %d".formatted(stream.number(), stream.port()));
    }

    @Override
    public void refused(ExitStreamFacts stream, StreamEnd why) {
      events.add("refused %d: %s".formatted(stream.number(), why));
    }

    @Override
    public void closed(ExitStreamFacts stream, StreamEnd why, StreamTraffic carried) {
      events.add("closed %d: %s, %s".formatted(stream.number(), why, carried));
      throw new StackOverflowError("a listener's");
    }
  }

  private ExitConnector exit(ExitPolicy policy) {
    return new ExitConnector(
        ExitSettings.of(policy),
        target -> target.getPort() == 9001,
        loop,
        new SecureRandom(),
        dialler,
        watch,
        MemoryAccount.unlimited());
  }

  /** Else whoever begins and ends streams would have an exit hold a socket for each. */
  @Test
  void stream_thatEndsWhileItsSocketConnects_closesTheSocket() {
    FakeSocket socket = new FakeSocket(loop);
    dialler = (dial, first) -> socket.newPromise();
    ExitConnector exit = exit(ExitPolicy.ACCEPT_ALL);
    TorStream stream = TorStream.incoming(carrier, STREAM);
    loop.now(
        () -> {
          stream.register();
          exit.connect(stream, new Begin("192.0.2.7", 80, 0));
        });
    loops.run();
    assertThat(socket.isOpen()).as("it is being connected").isTrue();

    loop.now(() -> stream.endedBy(EndReason.DONE));
    loops.run();

    assertThat(stream.isOpen()).isFalse();
    assertThat(socket.isOpen()).isFalse();
  }

  private End ended(ExitPolicy policy, Begin begin) {
    TorStream stream = TorStream.incoming(carrier, STREAM);
    loop.now(
        () -> {
          stream.register();
          exit(policy).connect(stream, begin);
        });
    loops.run();
    assertThat(stream.isOpen()).isFalse();
    assertThat(carrier.sent).singleElement().isInstanceOf(End.class);
    return (End) carrier.sent.get(0);
  }

  /** Case fault-25, and names that C tor's exits ask nobody for either. */
  @ParameterizedTest
  @ValueSource(
      strings = {"host.example", "localhost", "host", "host.example.", "a*b.example", "a/b"})
  void name_whereNoServerIsNamed_isNotFound(String host) {
    Begin begin = new Begin(host, 80, Begin.IPV6_OK);
    assertThat(ended(ExitPolicy.ACCEPT_ALL, begin)).isEqualTo(End.of(EndReason.RESOLVE_FAILED));
  }

  @Test
  void onionService_isNoneOfAnExitsHosts() {
    Begin begin = new Begin("expyuzz4wqqyqhjn.onion", 80, 0);
    assertThat(ended(ExitPolicy.ACCEPT_ALL, begin)).isEqualTo(End.of(EndReason.TOR_PROTOCOL));
  }

  @ParameterizedTest
  @CsvSource({"10.0.0.1, 80", "0.0.0.0, 80", "::, 80", "::1, 80"})
  void address_thatThePolicyRefuses_isNamedInTheEnd(String host, int port) throws Exception {
    assertThat(
            ended(ExitPolicy.REJECT_PRIVATE.then(ExitPolicy.ACCEPT_ALL), new Begin(host, port, 1)))
        .isEqualTo(new End(EndReason.EXIT_POLICY, address(host), 1_800));
  }

  @Test
  void noExit_refusesEveryAddress() throws Exception {
    assertThat(ended(ExitPolicy.REJECT_ALL, new Begin("192.0.2.7", 80, 0)))
        .isEqualTo(new End(EndReason.EXIT_POLICY, address("192.0.2.7"), 1_800));
  }

  @Test
  void backIntoTheNetwork_isRefusedAsIfNobodyListened() {
    assertThat(ended(ExitPolicy.ACCEPT_ALL, new Begin("192.0.2.7", 9001, 0)))
        .isEqualTo(End.of(EndReason.CONNECT_REFUSED));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "host.example",
        "localhost",
        "192.0.2.7",
        "a*b.example",
        "44.2.0.192.in-addr.arpa",
        "1.0.0.127.in-addr.arpa",
        "1.2.in-addr.arpa"
      })
  void resolve_whereNoServerIsNamed_findsNothing(String host) {
    List<Resolved> answers = new ArrayList<>();
    loop.now(() -> exit(ExitPolicy.ACCEPT_ALL).resolve(loop, new Resolve(host), answers::add));
    loops.run();
    assertThat(answers).containsExactly(Resolved.failed());
  }

  // What is told of streams.

  @Test
  void streamThatIsRefused_isToldWithTheReason_andNotWhereTo() {
    ended(ExitPolicy.REJECT_ALL, new Begin("192.0.2.7", 80, 0));
    assertThat(events).containsExactly("refused 1: " + EndReason.EXIT_POLICY);
    assertThat(watch.totals()).isEqualTo(new ExitTotals(0, 1, 0, new StreamTraffic(0, 0)));
    assertThat(new ExitStreamFacts(1, 80)).hasToString("exit stream 1");
  }

  @Test
  void hostThatDoesNotAnswer_isARefusal() {
    dialler = (dial, first) -> new FakeSocket(loop).newFailedFuture(new ConnectException("no"));
    ended(ExitPolicy.ACCEPT_ALL, new Begin("192.0.2.7", 80, 0));
    assertThat(events).containsExactly("refused 1: " + EndReason.CONNECT_REFUSED);
  }

  @Test
  void streamThatIsConnected_isToldFromThenToItsEnd_withItsBytes() throws Exception {
    FakeSocket host = new FakeSocket(loop);
    dialler = (dial, first) -> host.newSucceededFuture();
    TorStream stream = TorStream.incoming(carrier, STREAM);
    loop.now(
        () -> {
          stream.register();
          exit(ExitPolicy.ACCEPT_ALL).connect(stream, new Begin("192.0.2.7", 443, 0));
        });
    loops.run();
    assertThat(events).containsExactly("opened 1 to 443");
    assertThat(carrier.sent).containsExactly(new Connected(address("192.0.2.7"), 1_800));
    loop.now(
        () -> {
          receive(stream, new Data(new byte[300], 0, 300));
          host.pipeline().fireChannelRead(Unpooled.wrappedBuffer(new byte[1_000]));
          host.pipeline().fireChannelReadComplete();
        });
    loops.run();
    StreamTraffic all = new StreamTraffic(300, 1_000);
    assertThat(watch.totals()).isEqualTo(new ExitTotals(1, 0, 0, all));
    assertThat(watch.totals().open()).isEqualTo(1);
    loop.now(() -> receive(stream, End.of(EndReason.DONE)));
    loops.run();
    assertThat(events)
        .hasSize(2)
        .last()
        .isEqualTo("closed 1: %s, %s".formatted(new StreamEnd(EndReason.DONE, true), all));
    assertThat(watch.totals()).isEqualTo(new ExitTotals(1, 0, 1, all));
  }

  private static void receive(TorStream stream, RelayMessage message) {
    try {
      stream.receive(message);
      stream.onReadComplete();
    } catch (DecodeException e) {
      throw new AssertionError(e);
    }
  }

  private static InetAddress address(String literal) throws Exception {
    return new InetSocketAddress(literal, 1).getAddress();
  }

  /** Writes down what the stream sends. */
  private final class Carrier implements StreamCarrier {
    final List<RelayMessage> sent = new ArrayList<>();

    @Override
    public EventLoop loop() {
      return loop;
    }

    @Override
    public RelayCellFormat format() {
      return RelayCellFormat0.INSTANCE;
    }

    @Override
    public StreamFlow newStreamFlow() {
      return CircuitFlow.fixedWindows(() -> SendmeVersions.USUAL).newStream(new FakeSignals());
    }

    @Override
    public boolean canSendData() {
      return true;
    }

    @Override
    public void awaitRoom() {
      // There is always room.
    }

    @Override
    public void send(int streamId, RelayMessage message) {
      sent.add(message);
    }

    @Override
    public void flush() {
      // Sent at once.
    }

    @Override
    public void ended(TorStream stream) {
      // Nobody else holds it.
    }
  }
}
