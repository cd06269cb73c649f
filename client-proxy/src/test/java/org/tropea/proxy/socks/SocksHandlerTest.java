package org.tropea.proxy.socks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.tropea.protocol.Vector.hex;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.client.ConnectFailure;
import org.tropea.client.Connector;
import org.tropea.client.Target;
import org.tropea.client.pool.Isolation;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.NoLeaks;
import org.tropea.protocol.message.Connected;
import org.tropea.protocol.message.Data;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.RelayMessage;
import org.tropea.protocol.stream.StreamCarrier;
import org.tropea.protocol.stream.TorStream;

/** Rows S01 and S05; cases S1, S2, S4 to S7, S9, S11 and S12. */
@ExtendWith(NoLeaks.class)
class SocksHandlerTest {
  private static final byte[] GREETING = hex("05 01 00");
  private static final byte[] LOGIN_GREETING = hex("05 01 02");
  private static final byte[] REQUEST =
      hex(/* CONNECT, host name */ "05 01 00 03", /* "abc.de" */ "06 6162632e6465", "01bb");
  private static final byte[] FAILURE = hex("05 01 00 01 00000000 0000");
  private static final byte[] SUCCESS = hex("05 00 00 01 00000000 0000");

  private final FakeNetwork network = new FakeNetwork();
  private final List<Program> programs = new ArrayList<>();
  private final Program program = program();

  /** A program's connection, from 127.0.0.1. */
  private static final class Program extends EmbeddedChannel {
    Program() {
      super(new ChannelHandler[0]);
    }

    @Override
    protected SocketAddress remoteAddress0() {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_000);
    }
  }

  /** Instead of the Tor network: writes down what was asked, and answers when a test says so. */
  private final class FakeNetwork implements Connector, StreamCarrier {
    final List<Target> targets = new ArrayList<>();
    final List<Isolation> isolations = new ArrayList<>();
    final List<Promise<TorStream>> answers = new ArrayList<>();
    final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    final List<RelayMessage> ends = new ArrayList<>();

    @Override
    public EventLoop loop() {
      return program.eventLoop();
    }

    @Override
    public Future<TorStream> connect(Target target, Isolation isolation) {
      targets.add(target);
      isolations.add(isolation);
      Promise<TorStream> answer = loop().newPromise();
      answers.add(answer);
      return answer;
    }

    TorStream succeed() {
      TorStream stream = TorStream.outgoing(this, 1);
      loop().register(stream);
      receive(stream, new Connected(null, 0));
      answers.get(answers.size() - 1).setSuccess(stream);
      program.runPendingTasks();
      return stream;
    }

    void fail(ConnectFailure failure) {
      answers.get(answers.size() - 1).setFailure(failure);
      program.runPendingTasks();
    }

    void receive(TorStream stream, RelayMessage message) {
      try {
        stream.receive(message);
        stream.onReadComplete();
      } catch (DecodeException e) {
        throw new AssertionError(e);
      }
      program.runPendingTasks();
    }

    @Override
    public boolean canSendData() {
      return true;
    }

    @Override
    public void send(int streamId, RelayMessage message) {
      if (message instanceof Data data) {
        sent.write(data.array(), data.offset(), data.length());
      } else if (message instanceof End) {
        ends.add(message);
      }
    }

    @Override
    public void flush() {}

    @Override
    public void ended(TorStream stream) {}
  }

  private Program program() {
    Program channel = new Program();
    programs.add(channel);
    channel.freezeTime();
    channel
        .pipeline()
        .addLast(
            new SocksGreeting(), new SocksHandler(network, "127.0.0.1:9050", channel, 120_000));
    return channel;
  }

  @AfterEach
  void close() {
    programs.forEach(EmbeddedChannel::finishAndReleaseAll);
  }

  @Test
  void connect_withoutLogin_joinsTheProgramToAStream() {
    send(GREETING);
    assertThat(answer()).isEqualTo(hex("05 00"));
    send(REQUEST);
    assertThat(answer()).isEmpty();
    assertThat(network.targets).containsExactly(new Target("abc.de", 443));
    assertThat(network.isolations)
        .containsExactly(new Isolation("127.0.0.1:9050", "127.0.0.1", "", ""));
    TorStream stream = network.succeed();
    assertThat(answer()).isEqualTo(SUCCESS);
    send(hex("01020304"));
    assertThat(network.sent.toByteArray()).isEqualTo(hex("01020304"));
    network.receive(stream, new Data(hex("0506"), 0, 2));
    assertThat(answer()).isEqualTo(hex("0506"));
    program.close();
    program.runPendingTasks();
    assertThat(network.ends).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"alice, secret", "'', ''", "alice, ''", "'', secret", "<torS0X>0, x"})
  void connect_withALogin_isolatesByIt(String user, String password) {
    send(LOGIN_GREETING);
    assertThat(answer()).isEqualTo(hex("05 02"));
    send(login(user, password));
    assertThat(answer()).isEqualTo(hex("01 00"));
    send(REQUEST);
    assertThat(network.isolations)
        .containsExactly(new Isolation("127.0.0.1:9050", "127.0.0.1", user, password));
  }

  @Test
  void greeting_thatOffersBoth_isAskedForALogin() {
    send(hex("05 02 00 02"));
    assertThat(answer()).isEqualTo(hex("05 02"));
  }

  @Test
  void greeting_thatOffersNothingWeKnow_isRefused() {
    send(hex("05 02 01 80"));
    assertThat(answer()).isEqualTo(hex("05 ff"));
    assertThat(program.isOpen()).isFalse();
  }

  @Test
  void allBytes_oneAtATime_areUnderstood() {
    for (byte each : LOGIN_GREETING) {
      send(new byte[] {each});
    }
    assertThat(answer()).isEqualTo(hex("05 02"));
    for (byte each : login("user", "pass")) {
      send(new byte[] {each});
    }
    assertThat(answer()).isEqualTo(hex("01 00"));
    for (byte each : REQUEST) {
      assertThat(network.targets).isEmpty();
      send(new byte[] {each});
    }
    assertThat(network.targets).containsExactly(new Target("abc.de", 443));
    network.succeed();
    assertThat(answer()).isEqualTo(SUCCESS);
  }

  /** Arti's TROVE-2024-010: bytes sent early are delivered once, or the connection is refused. */
  @Test
  void earlyBytes_areDeliveredExactlyOnce() {
    program.writeInbound(Unpooled.wrappedBuffer(GREETING, REQUEST, hex("aabb")));
    send(hex("ccdd"));
    assertThat(network.sent.size()).isZero();
    network.succeed();
    assertThat(answer()).isEqualTo(concat(hex("05 00"), SUCCESS));
    assertThat(network.sent.toByteArray()).isEqualTo(hex("aabbccdd"));
    send(hex("ee"));
    assertThat(network.sent.toByteArray()).isEqualTo(hex("aabbccddee"));
  }

  @Test
  void earlyBytes_stopTheReading() {
    program.writeInbound(Unpooled.wrappedBuffer(GREETING, REQUEST, hex("aabb")));
    assertThat(program.config().isAutoRead()).isFalse();
    network.succeed();
    assertThat(program.config().isAutoRead()).isTrue();
  }

  @Test
  void earlyBytes_ofARefusedRequest_areDropped() {
    program.writeInbound(Unpooled.wrappedBuffer(GREETING, REQUEST, hex("aabb")));
    network.fail(new ConnectFailure(ConnectFailure.Kind.TOR_NETWORK, "no"));
    assertThat(answer()).isEqualTo(concat(hex("05 00"), FAILURE));
    assertThat(program.isOpen()).isFalse();
    assertThat(network.sent.size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"00", "06", "01", "ff", "16030100"})
  void otherProtocols_areClosed(String first) {
    send(hex(first));
    assertThat(answer()).isEmpty();
    assertThat(program.isOpen()).isFalse();
  }

  @Test
  void socks4_isRefusedInItsOwnWords() {
    send(hex("04 01 0050 7f000001 00"));
    assertThat(answer()).isEqualTo(hex("00 5b 000000000000"));
    assertThat(program.isOpen()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"GET / HTTP/1.0\r\n\r\n", "CONNECT a:443 HTTP/1.1\r\n", "HEAD /", "POST /"})
  void http_isToldWhatThisPortIs(String request) {
    send(request.getBytes(ISO_8859_1));
    String answer = new String(answer(), ISO_8859_1);
    assertThat(answer)
        .startsWith("HTTP/1.0 501 Tor is not an HTTP Proxy\r\n")
        .contains("\r\n\r\n<html>");
    assertThat(program.isOpen()).isFalse();
  }

  @Test
  void fourMegabytesOfFives_areClosed() {
    byte[] fives = new byte[4096];
    Arrays.fill(fives, (byte) 5);
    for (int i = 0; i < 1024 && program.isOpen(); i++) {
      send(fives);
    }
    assertThat(program.isOpen()).isFalse();
    assertThat(network.targets).isEmpty();
  }

  static Stream<Arguments> badRequests() {
    return Stream.of(
        // version, command, reserved, type, address, port; then the reply's code
        Arguments.of("BIND", "05 02 00 01 7f000001 0050", 7),
        Arguments.of("UDP ASSOCIATE", "05 03 00 01 7f000001 0050", 7),
        Arguments.of("unknown command", "05 f0 00 01 7f000001 0050", 7),
        Arguments.of("address type 9", "05 01 00 09 7f000001 0050", 8),
        Arguments.of("host length 0", "05 01 00 03 00 0050", 1),
        Arguments.of("port 0", "05 01 00 03 01 61 0000", 1),
        Arguments.of("space", "05 01 00 03 03 612062 0050", 1),
        Arguments.of("NUL", "05 01 00 03 03 610062 0050", 1),
        Arguments.of("not ASCII", "05 01 00 03 02 c3a4 0050", 1),
        Arguments.of("255 characters", "05 01 00 03 ff" + "61".repeat(255) + "0050", 1),
        Arguments.of("version 4 inside", "04 01 00 01 7f000001 0050", 1));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badRequests")
  void impossibleRequest_getsItsCode(String name, String request, int code) {
    send(GREETING);
    answer();
    send(hex(request));
    byte[] reply = FAILURE.clone();
    reply[1] = (byte) code;
    assertThat(answer()).isEqualTo(reply);
    assertThat(program.isOpen()).isFalse();
    assertThat(network.targets).isEmpty();
  }

  @Test
  void addresses_areHandedOnAsText() {
    send(GREETING);
    send(hex("05 01 00 01 01020304 0050"));
    Program other = program();
    other.writeInbound(Unpooled.wrappedBuffer(GREETING));
    other.writeInbound(
        Unpooled.wrappedBuffer(hex("05 01 00 04 20010db8000000000000000000000001 0050")));
    assertThat(network.targets)
        .containsExactly(new Target("1.2.3.4", 80), new Target("2001:db8::1", 80));
  }

  @Test
  void login_ofAnotherVersion_isRefused() {
    send(LOGIN_GREETING);
    answer();
    send(hex("09 01 61 01 62"));
    assertThat(answer()).isEqualTo(hex("01 ff"));
    assertThat(program.isOpen()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"<torS0X>", "<torS0X>1", "<torS0X>9", "<torS0X>0rpc"})
  void login_withUnknownParameters_isRefused(String user) {
    send(LOGIN_GREETING);
    answer();
    send(login(user, ""));
    assertThat(answer()).isEqualTo(hex("01 ff"));
    assertThat(program.isOpen()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1", "2, 4", "3, 5", "4, 2", "5, 1", "6, 1", "7, 6", "8, 4", "9, 1", "10, 1", "11, 1",
    "12, 5", "13, 1", "14, 1", "99, 1"
  })
  void endReason_getsItsCode(int reason, int code) {
    send(GREETING);
    send(REQUEST);
    answer();
    network.fail(new ConnectFailure(ConnectFailure.Kind.DESTINATION, "no", new EndReason(reason)));
    byte[] reply = FAILURE.clone();
    reply[1] = (byte) code;
    assertThat(answer()).isEqualTo(reply);
    assertThat(program.isOpen()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 5, 12})
  void silence_inTheMiddle_isClosedAfterTheTimeout(int bytes) {
    byte[] all = concat(GREETING, REQUEST);
    send(Arrays.copyOf(all, bytes));
    program.advanceTimeBy(119_999, TimeUnit.MILLISECONDS);
    program.runPendingTasks();
    assertThat(program.isOpen()).isTrue();
    program.advanceTimeBy(1, TimeUnit.MILLISECONDS);
    program.runPendingTasks();
    assertThat(program.isOpen()).isFalse();
  }

  @Test
  void timeout_endsWithTheRequest() {
    send(GREETING);
    send(REQUEST);
    program.advanceTimeBy(10, TimeUnit.MINUTES);
    program.runPendingTasks();
    assertThat(program.isOpen()).isTrue();
  }

  /** Arti's TROVE-2023-001 and 2024-011: nothing spins or leaks wherever the program goes away. */
  @Test
  void close_afterEachByte_isClean() {
    byte[] all = concat(concat(LOGIN_GREETING, login("user", "pass")), REQUEST);
    for (int length = 0; length <= all.length; length++) {
      Program each = program();
      if (length > 0) {
        each.writeInbound(Unpooled.copiedBuffer(all, 0, length));
      }
      each.close();
      each.runPendingTasks();
      assertThat(each.isOpen()).isFalse();
      each.checkException();
      assertThat(each.hasPendingTasks()).isFalse();
    }
    assertThat(network.targets).hasSize(1);
    TorStream late = network.succeed();
    assertThat(late.isOpen()).as("a stream nobody waits for").isFalse();
    assertThat(network.ends).hasSize(1);
  }

  @Test
  void reset_whileWaiting_isClean() {
    send(GREETING);
    send(concat(REQUEST, hex("aabb")));
    program.pipeline().fireExceptionCaught(new IOException("Connection reset by peer"));
    program.runPendingTasks();
    assertThat(program.isOpen()).isFalse();
    network.fail(new ConnectFailure(ConnectFailure.Kind.TOR_NETWORK, "no"));
  }

  private void send(byte[] bytes) {
    if (bytes.length > 0) {
      program.writeInbound(Unpooled.copiedBuffer(bytes));
    }
    program.runPendingTasks();
  }

  /** What the program has been sent since last time. */
  private byte[] answer() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (@Nullable ByteBuf each = program.readOutbound();
        each != null;
        each = program.readOutbound()) {
      byte[] bytes = new byte[each.readableBytes()];
      each.readBytes(bytes);
      each.release();
      all.writeBytes(bytes);
    }
    return all.toByteArray();
  }

  private static byte[] login(String user, String password) {
    byte[] bytes = new byte[3 + user.length() + password.length()];
    bytes[0] = 1;
    bytes[1] = (byte) user.length();
    System.arraycopy(user.getBytes(ISO_8859_1), 0, bytes, 2, user.length());
    bytes[2 + user.length()] = (byte) password.length();
    System.arraycopy(password.getBytes(ISO_8859_1), 0, bytes, 3 + user.length(), password.length());
    return bytes;
  }

  private static byte[] concat(byte[] one, byte[] two) {
    byte[] both = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, both, one.length, two.length);
    return both;
  }
}
