package org.tropea.client.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tropea.client.ConnectFailure;
import org.tropea.client.Connector;
import org.tropea.client.OptimisticData;
import org.tropea.client.Target;
import org.tropea.client.pool.Isolation;
import org.tropea.protocol.stream.TorStream;

/**
 * Row S13's sockets, before a client that gives no stream: which host is meant, and how it fails.
 */
@Timeout(120)
class TorSocketTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private final DefaultEventLoop loop = new DefaultEventLoop();
  private final Queue<Target> targets = new ConcurrentLinkedQueue<>();
  private final Promise<TorStream> stream = loop.newPromise();

  private final Connector connector =
      new Connector() {
        @Override
        public EventLoop loop() {
          return loop;
        }

        @Override
        public Future<TorStream> connect(Target target, Isolation isolation, OptimisticData early) {
          targets.add(target);
          return stream;
        }
      };

  private final TorSocketFactory factory = new TorSocketFactory(connector, Isolation.NONE);

  @AfterEach
  void end() throws Exception {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
  }

  /** No name server knows the name, and none is asked: the target has it as it was given. */
  @Test
  void connect_byName_handsTheNameOn() throws Exception {
    stream.setFailure(new ConnectFailure(ConnectFailure.Kind.DESTINATION, "refused"));
    InetAddress named = NamedAddress.of("no-such-name.invalid");
    assertRefused(() -> factory.createSocket("no-such-name.invalid", 80));
    assertRefused(() -> factory.createSocket(named, 80));
    assertRefused(() -> factory.createSocket("no-such-name.invalid", 80, HERE, 0));
    try (Socket socket = factory.createSocket()) {
      assertRefused(() -> socket.connect(new InetSocketAddress(named, 80), 1_000));
    }
    try (Socket socket = factory.createSocket()) {
      assertRefused(
          () -> socket.connect(InetSocketAddress.createUnresolved("no-such-name.invalid", 80)));
    }
    assertThat(targets).hasSize(5).containsOnly(new Target("no-such-name.invalid", 80));
  }

  private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable task) {
    assertThatThrownBy(task)
        .isInstanceOfSatisfying(
            TorConnectException.class,
            e -> assertThat(e.kind()).isEqualTo(ConnectFailure.Kind.DESTINATION));
  }

  @Test
  void connect_thatTakesTooLong_isGivenUp_andWantedNoMore() throws Exception {
    try (Socket socket = factory.createSocket()) {
      assertThatThrownBy(
              () -> socket.connect(InetSocketAddress.createUnresolved("host.example", 80), 50))
          .isInstanceOf(SocketTimeoutException.class);
      assertThat(socket.isClosed()).isTrue();
      assertThat(socket.isConnected()).isFalse();
    }
    assertThat(stream.await(60_000)).isTrue();
    assertThat(stream.isCancelled()).isTrue();
  }

  @Test
  void connect_toWhatNoStreamLeadsTo_isMisuse() throws Exception {
    try (Socket socket = factory.createSocket()) {
      assertThatThrownBy(() -> socket.connect(InetSocketAddress.createUnresolved("with blank", 80)))
          .isInstanceOfSatisfying(
              TorConnectException.class,
              e -> assertThat(e.kind()).isEqualTo(ConnectFailure.Kind.MISUSE));
    }
    try (Socket socket = factory.createSocket()) {
      assertThatThrownBy(() -> socket.connect(UnixDomainSocketAddress.of("x")))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> socket.bind(null)).isInstanceOf(SocketException.class);
      assertThatThrownBy(socket::getInputStream).isInstanceOf(SocketException.class);
    }
    assertThat(targets).isEmpty();
  }

  @Test
  void connect_onTheLoop_isRefused_forItWouldNeverEnd() throws Exception {
    try (Socket socket = factory.createSocket()) {
      InetSocketAddress address = InetSocketAddress.createUnresolved("host.example", 80);
      assertThatThrownBy(
              () ->
                  loop.submit(
                          () -> {
                            socket.connect(address);
                            return true;
                          })
                      .get())
          .hasCauseInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void connect_afterTheClientWasClosed_saysSo() throws Exception {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    assertThatThrownBy(() -> factory.createSocket("host.example", 80))
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void socket_printsNoHost() throws Exception {
    try (Socket socket = factory.createSocket()) {
      assertThat(socket.toString()).isEqualTo("TorSocket");
      assertThat(socket.getLocalAddress().getHostName()).isEmpty();
    }
  }
}
