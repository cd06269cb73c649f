package org.tropea.proxy.socks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.mockito.Mockito.mock;
import static org.tropea.protocol.Vector.hex;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.tropea.client.ConnectFailure;
import org.tropea.client.Connector;
import org.tropea.client.OptimisticData;
import org.tropea.client.Target;
import org.tropea.client.pool.Isolation;
import org.tropea.protocol.NoLeaks;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.notice.RepeatedWarnings;
import org.tropea.protocol.stream.FakeCarrier;
import org.tropea.protocol.stream.Lingering;
import org.tropea.protocol.stream.TorStream;

/** A test of programs at a SOCKS port, before a network that the test plays. */
@ExtendWith(NoLeaks.class)
abstract class OverSocks {
  static final byte[] GREETING = hex("05 01 00");
  static final byte[] LOGIN_GREETING = hex("05 01 02");
  static final byte[] REQUEST =
      hex(/* CONNECT, host name */ "05 01 00 03", /* "abc.de" */ "06 6162632e6465", "01bb");
  static final byte[] FAILURE = hex("05 01 00 01 00000000 0000");
  static final byte[] SUCCESS = hex("05 00 00 01 00000000 0000");

  final Logger log = mock(Logger.class);
  final RepeatedWarnings warnings = new RepeatedWarnings(log, InstantSource.fixed(Instant.EPOCH));
  final FakeNetwork network = new FakeNetwork();
  final List<Program> programs = new ArrayList<>();
  final Program program = program();
  final FakeCarrier carrier = new FakeCarrier(program);

  Program program() {
    Program channel = new Program();
    programs.add(channel);
    channel.freezeTime();
    channel
        .pipeline()
        .addLast(new SocksGreeting(warnings), new SocksHandler(port(), "127.0.0.1:9050", channel));
    return channel;
  }

  private SocksPort port() {
    return new SocksPort(
        network, warnings, Duration.ofMinutes(2), new Lingering(Lingering.USUAL_BYTES));
  }

  /** A program's connection, from 127.0.0.1. */
  static final class Program extends EmbeddedChannel {
    Program() {
      super(new ChannelHandler[0]);
    }

    @Override
    protected SocketAddress remoteAddress0() {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_000);
    }
  }

  /** Instead of the Tor network: writes down what was asked, and answers when a test says so. */
  final class FakeNetwork implements Connector {
    final List<Target> targets = new ArrayList<>();
    final List<Isolation> isolations = new ArrayList<>();
    final List<OptimisticData> early = new ArrayList<>();
    final List<Promise<TorStream>> answers = new ArrayList<>();

    @Override
    public EventLoop loop() {
      return program.eventLoop();
    }

    @Override
    public Future<TorStream> connect(Target target, Isolation isolation, OptimisticData said) {
      targets.add(target);
      early.add(said);
      isolations.add(isolation);
      Promise<TorStream> answer = loop().newPromise();
      answers.add(answer);
      return answer;
    }

    TorStream succeed() {
      TorStream stream = carrier.open();
      Unwatched.write(stream, last().all());
      last().follow(stream);
      answers.get(answers.size() - 1).setSuccess(stream);
      last().forget();
      program.runPendingTasks();
      return stream;
    }

    OptimisticData last() {
      return early.get(early.size() - 1);
    }

    void fail(ConnectFailure failure) {
      last().forget();
      answers.get(answers.size() - 1).setFailure(failure);
      program.runPendingTasks();
    }
  }

  @AfterEach
  void close() {
    programs.forEach(EmbeddedChannel::finishAndReleaseAll);
  }

  void send(byte[] bytes) {
    if (bytes.length > 0) {
      program.writeInbound(Unpooled.copiedBuffer(bytes));
    }
    program.runPendingTasks();
  }

  /** What the program has been sent since last time. */
  byte[] answer() {
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

  static byte[] login(String user, String password) {
    byte[] bytes = new byte[3 + user.length() + password.length()];
    bytes[0] = 1;
    bytes[1] = (byte) user.length();
    System.arraycopy(user.getBytes(ISO_8859_1), 0, bytes, 2, user.length());
    bytes[2 + user.length()] = (byte) password.length();
    System.arraycopy(password.getBytes(ISO_8859_1), 0, bytes, 3 + user.length(), password.length());
    return bytes;
  }

  static byte[] concat(byte[] one, byte[] two) {
    byte[] both = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, both, one.length, two.length);
    return both;
  }
}
