package org.tropea.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.EventLoop;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.key.Curve25519;
import org.tropea.protocol.channel.ChannelTls;
import org.tropea.protocol.channel.Machine;
import org.tropea.protocol.dial.TcpDialler;

class OnionRelayTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final long PATIENCE_MILLIS = 20_000;

  @TempDir Path folder;

  private OnionRelay start(InetSocketAddress second) throws Exception {
    SecureRandom random = new SecureRandom();
    InetSocketAddress any = new InetSocketAddress(LOOPBACK, 0);
    return OnionRelay.start(
        Settings.builder("relay", folder, any).publish(false).loops(2).ipv6(second, null).build(),
        new Machine(
            ChannelTls.best(),
            Curve25519.fastest(),
            InstantSource.system(),
            random,
            new TcpDialler()));
  }

  private static InetSocketAddress free() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
      return new InetSocketAddress(LOOPBACK, socket.getLocalPort());
    }
  }

  @Test
  void relay_thatIsClosedTwice_isClosedOnce() throws Exception {
    OnionRelay relay = start(free());
    relay.close();
    relay.close();
    assertThat(relay.loops()).allMatch(EventLoop::isShuttingDown);
  }

  /** Each of the two ports is closed by a loop of its own. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void leave_waitsUntilBothPortsAreClosed(int busy) throws Exception {
    InetSocketAddress second = free();
    CountDownLatch idle = new CountDownLatch(1);
    try (OnionRelay relay = start(second)) {
      relay
          .loops()
          .get(busy)
          .execute(
              () -> {
                try {
                  idle.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      Thread leaving = new Thread(relay::leave);
      leaving.start();
      leaving.join(300);
      assertThat(leaving.isAlive()).as("one port cannot be closed yet").isTrue();

      idle.countDown();
      leaving.join(PATIENCE_MILLIS);

      assertThat(leaving.isAlive()).isFalse();
      refuses(second);
      refuses(relay.address());
    } finally {
      idle.countDown();
    }
  }

  private static void refuses(InetSocketAddress address) {
    assertThatThrownBy(() -> new Socket(LOOPBACK, address.getPort()).close())
        .isInstanceOf(ConnectException.class);
  }
}
