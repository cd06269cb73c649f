package org.tropea.proxy.socks;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.slf4j.helpers.NOPLogger;
import org.tropea.client.Connector;
import org.tropea.client.OptimisticData;
import org.tropea.client.Target;
import org.tropea.client.pool.Isolation;
import org.tropea.protocol.notice.RepeatedWarnings;
import org.tropea.protocol.stream.Lingering;
import org.tropea.protocol.stream.TorStream;

/** Whatever a program sends to the SOCKS port is answered, or its connection closed. */
class SocksFuzzTest {
  private static final int CHANGES = 5_000;

  /** Both greetings, a login and a request. */
  private static final byte[] RIGHT = {
    5, 2, 0, 2, 1, 1, 'u', 1, 'p', 5, 1, 0, 3, 6, 'a', 'b', 'c', '.', 'd', 'e', 1, (byte) 0xbb, 'x'
  };

  @FuzzTest
  void anyBytes_areAnsweredOrTheConnectionIsClosed(byte[] input) {
    play(input, input.length / 2);
  }

  @Test
  void requestThatIsNearlyRight_isAnsweredOrTheConnectionIsClosed() {
    Random random = new Random(1);
    for (int i = 0; i < CHANGES; i++) {
      byte[] changed = Arrays.copyOf(RIGHT, random.nextInt(RIGHT.length + 4));
      for (int left = random.nextInt(3); left > 0 && changed.length > 0; left--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      play(changed, random.nextInt(changed.length + 1));
    }
  }

  /** Sends this in two pieces; an exception of ours would come out of the channel. */
  private static void play(byte[] input, int cut) {
    Program program = new Program();
    program.freezeTime();
    SocksPort port =
        new SocksPort(
            new NoNetwork(program),
            new RepeatedWarnings(NOPLogger.NOP_LOGGER, InstantSource.fixed(Instant.EPOCH)),
            Duration.ofMinutes(2),
            new Lingering(Lingering.USUAL_BYTES));
    program
        .pipeline()
        .addLast(
            new SocksGreeting(port.warnings()), new SocksHandler(port, "127.0.0.1:9050", program));
    program.send(Arrays.copyOf(input, cut));
    program.send(Arrays.copyOfRange(input, cut, input.length));
    program.checkException();
    program.finishAndReleaseAll();
    assertThat(program.isOpen()).isFalse();
  }

  private static final class Program extends EmbeddedChannel {
    Program() {
      super(new ChannelHandler[0]);
    }

    @Override
    protected SocketAddress remoteAddress0() {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_000);
    }

    void send(byte[] bytes) {
      if (bytes.length > 0 && isOpen()) {
        writeInbound(Unpooled.copiedBuffer(bytes));
        runPendingTasks();
      }
    }
  }

  /** Has a stream for nobody, and for ever. */
  private record NoNetwork(Program program) implements Connector {
    @Override
    public EventLoop loop() {
      return program.eventLoop();
    }

    @Override
    public Future<TorStream> connect(Target target, Isolation isolation, OptimisticData said) {
      return loop().newPromise();
    }
  }
}
