package org.tropea.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.client.path.PathRules;
import org.tropea.client.pool.CircuitLimits;
import org.tropea.client.pool.ConfluxSettings;
import org.tropea.client.pool.Isolation;
import org.tropea.directory.fetch.BootstrapPhase;
import org.tropea.directory.network.Authority;
import org.tropea.directory.network.PublicNetwork;
import org.tropea.protocol.channel.Machine;
import org.tropea.protocol.circuit.CircuitFacts;
import org.tropea.protocol.circuit.CloseReason;
import org.tropea.protocol.loop.OnLoop;
import org.tropea.protocol.stream.StreamEnd;
import org.tropea.protocol.stream.StreamFacts;
import org.tropea.protocol.stream.TorStream;

/** Row S13: a client's end, before an authority that takes connections and says nothing. */
class TorClientTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Target TARGET = new Target("example.com", 80);

  @TempDir Path folder;
  private final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
  private Thread.@Nullable UncaughtExceptionHandler before;
  private @Nullable ServerSocket authority;

  @BeforeEach
  void listen() throws Exception {
    authority = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, cause) -> uncaught.add(cause));
  }

  @AfterEach
  void end() throws Exception {
    Thread.setDefaultUncaughtExceptionHandler(before);
    if (authority != null) {
      authority.close();
    }
    assertThat(uncaught).isEmpty();
  }

  @RepeatedTest(10)
  void close_whileItStarts_endsEveryFuture() throws Exception {
    TorClient client = start(phase -> {});
    client.close();
    assertThat(client.ready().await(PATIENCE.toMillis())).isTrue();
    assertClosed(client.ready());
    assertClosed(client.obstacle());
  }

  @Test
  void close_again_doesNothing() throws Exception {
    TorClient client = start(phase -> {});
    client.close();
    assertThatCode(client::close).doesNotThrowAnyException();
    assertThatCode(client::kill).doesNotThrowAnyException();
    assertThat(client.usedPaths().getNow()).isEmpty();
  }

  @Test
  void close_byManyAtOnce_endsOnce() throws Exception {
    TorClient client = start(phase -> {});
    Thread other = new Thread(client::close);
    other.start();
    client.close();
    other.join(PATIENCE.toMillis());
    assertThat(other.isAlive()).isFalse();
    assertThat(client.loop().isShuttingDown()).isTrue();
  }

  @Test
  void close_whileAStreamWaits_saysThatItWasClosed() throws Exception {
    TorClient client = start(phase -> {});
    Future<TorStream> stream =
        OnLoop.ask(client.loop(), () -> client.connect(TARGET, Isolation.NONE));
    assertThat(stream.isDone()).isFalse();
    client.close();
    assertThat(stream.await(PATIENCE.toMillis())).isTrue();
    assertClosed(stream);
  }

  @Test
  void connect_afterClose_failsAtOnce() throws Exception {
    TorClient client = start(phase -> {});
    client.close();
    Future<TorStream> stream = client.connect(TARGET, Isolation.NONE);
    assertThat(stream.isDone()).isTrue();
    assertClosed(stream);
    CountDownLatch told = new CountDownLatch(1);
    stream.addListener(done -> told.countDown());
    assertThat(told.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void close_onItsOwnLoop_endsItToo() throws Exception {
    TorClient client = start(phase -> {});
    client.loop().execute(client::close);
    assertThat(client.loop().terminationFuture().await(PATIENCE.toMillis())).isTrue();
    assertClosed(client.ready());
  }

  @Test
  void kill_endsItsFutures() throws Exception {
    TorClient client = start(phase -> {});
    client.kill();
    assertClosed(client.ready());
    assertClosed(client.connect(TARGET, Isolation.NONE));
  }

  @Test
  void kill_onItsOwnLoop_endsItsFuturesToo() throws Exception {
    TorClient client = start(phase -> {});
    client.loop().execute(client::kill);
    assertThat(client.ready().await(PATIENCE.toMillis())).isTrue();
    assertThat(client.obstacle().await(PATIENCE.toMillis())).isTrue();
    assertClosed(client.ready());
  }

  @Test
  void listenerThatThrows_stopsNothing() throws Exception {
    CountDownLatch further = new CountDownLatch(1);
    TorClient client =
        start(
            phase -> {
              if (phase == BootstrapPhase.CONN) {
                further.countDown();
              }
              throw new IllegalStateException("a listener");
            });
    assertThat(further.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    client.close();
  }

  @Test
  void idle_asksNobody_untilItBegins() throws Exception {
    TorClient client =
        TorClient.idle(
            settings(), Machine.best(), ClientObserver.ofProgress(phase -> uncaught.add(phase())));
    client.close();
    client.begin();
    assertClosed(client.ready());
  }

  @Test
  void observer_isToldOfAllThatFails_whereNoAuthorityIs() throws Exception {
    Objects.requireNonNull(authority).close();
    CountDownLatch told = new CountDownLatch(2);
    Queue<String> events = new ConcurrentLinkedQueue<>();
    ClientObserver observer =
        new ClientObserver() {
          @Override
          public void failed(boolean initiator, String why) {
            events.add("link");
          }

          @Override
          public void failed(CircuitFacts circuit, CloseReason why) {
            events.add(circuit + ": " + why);
          }

          @Override
          public void failed(StreamFacts stream, StreamEnd why) {
            events.add(stream + ": " + why);
          }

          @Override
          public void fetchFailed(String why, Duration pause) {
            events.add("fetch");
            told.countDown();
          }
        };
    try (TorClient client = TorClient.start(settings(), Machine.best(), observer)) {
      assertThat(told.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      client.loop().submit(() -> {}).sync();
      ClientTotals totals = client.totals();
      assertThat(totals.links().failed()).isGreaterThanOrEqualTo(2);
      assertThat(totals.circuits().failed()).isGreaterThanOrEqualTo(2);
      assertThat(totals.streams().failed()).isGreaterThanOrEqualTo(2);
      assertThat(totals.hasCircuits()).isFalse();
      assertThat(totals.reached()).isEqualTo(BootstrapPhase.CONN);
    }
    assertThat(List.copyOf(events).subList(0, 4))
        .containsExactlyInAnyOrder(
            "link",
            "circuit 1, DIRECTORY, 1 hops: CHANNEL_CLOSED",
            "stream 1, DIRECTORY: DESTROY",
            "fetch");
  }

  /** What keeps every test of this tree out of the public network; nothing is opened here. */
  @Test
  void authoritiesOfThePublicNetwork_areRefused() {
    ClientSettings settings =
        new ClientSettings(
            folder,
            PublicNetwork.read().authorities(),
            PathRules.USUAL,
            0,
            CircuitLimits.usual(Duration.ofMinutes(2), ConfluxSettings.USUAL),
            InternalAddresses.REFUSED);
    assertThatThrownBy(() -> TorClient.idle(settings, Machine.best(), ClientObserver.NONE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no build of the source tree");
  }

  private static Throwable phase() {
    return new AssertionError("a client that was never begun has a phase");
  }

  private static void assertClosed(Future<?> future) {
    assertThat(future.cause())
        .isInstanceOfSatisfying(
            ConnectFailure.class,
            failure -> assertThat(failure.kind()).isEqualTo(ConnectFailure.Kind.CLOSED));
  }

  private TorClient start(Consumer<BootstrapPhase> progress) throws Exception {
    return TorClient.start(settings(), Machine.best(), ClientObserver.ofProgress(progress));
  }

  private ClientSettings settings() throws Exception {
    int port = authority == null ? 1 : authority.getLocalPort();
    Authority silent =
        Authority.read(
            "silent orport=%d v3ident=%s 127.0.0.1:1 %s"
                .formatted(port, "A".repeat(40), "B".repeat(40)));
    return new ClientSettings(
        folder,
        List.of(silent),
        PathRules.ONE_SUBNET,
        0,
        CircuitLimits.usual(Duration.ofMinutes(2), ConfluxSettings.USUAL),
        InternalAddresses.REFUSED);
  }
}
