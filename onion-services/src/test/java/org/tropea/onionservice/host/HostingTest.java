package org.tropea.onionservice.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tropea.client.pool.ServiceCircuits;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.directory.document.ConsensusText;
import org.tropea.directory.fetch.DirectoryClient;
import org.tropea.directory.fetch.UploadResponse;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.network.Relay;
import org.tropea.directory.network.TestNetwork;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.channel.Machine;
import org.tropea.protocol.circuit.CircuitListener;
import org.tropea.protocol.circuit.CircuitPurpose;
import org.tropea.protocol.circuit.OriginCircuit;
import org.tropea.protocol.circuit.OriginStreams;
import org.tropea.protocol.message.IntroEstablished;
import org.tropea.protocol.stream.TorStream;

/** Rows O02, O06 and O07: a service through its periods, its points and its directories. */
class HostingTest {
  private static final int POINTS = 3;
  private static final int EXTRA = 2;

  private final EmbeddedChannel loop = new EmbeddedChannel();
  private final ServiceCircuits circuits = mock(ServiceCircuits.class);
  private final DirectoryClient directories = mock(DirectoryClient.class);
  private final List<Way> ways = new ArrayList<>();
  private final Map<InetSocketAddress, Integer> posts = new HashMap<>();
  private final Set<InetSocketAddress> failing = new HashSet<>();
  private final List<Integer> taken = new ArrayList<>();
  private Instant now = ConsensusText.VALID_AFTER;
  private NetworkView view;
  private Hosting hosting;

  /** A circuit to an introduction point that was asked for. */
  private final class Way {
    final Relay end;
    final Promise<OriginCircuit> built = loop.eventLoop().newPromise();
    final Promise<DestroyReason> closed = loop.eventLoop().newPromise();
    final OriginCircuit circuit = mock(OriginCircuit.class);
    CircuitListener listener = CircuitListener.NONE;

    Way(Relay end) {
      this.end = end;
      when(circuit.loop()).thenReturn(loop.eventLoop());
      when(circuit.closed()).thenReturn(closed);
      when(circuit.length()).thenReturn(4);
      when(circuit.introductionSecret()).thenReturn(new byte[20]);
      doAnswer(call -> listener = call.getArgument(0)).when(circuit).listen(any());
      doAnswer(call -> closed.trySuccess(call.getArgument(0))).when(circuit).destroy(any());
    }

    boolean isOpen() {
      return built.isSuccess() && !closed.isDone();
    }

    void establish() throws Exception {
      built.setSuccess(circuit);
      loop.runPendingTasks();
      if (isOpen()) {
        assertThat(listener.onMessage(3, new IntroEstablished(List.of()))).isTrue();
      }
    }
  }

  @BeforeEach
  void begin() throws Exception {
    loop.freezeTime();
    view = network(now);
    when(circuits.loop()).thenReturn(loop.eventLoop());
    when(circuits.ready()).thenReturn(loop.eventLoop().newSucceededFuture(null));
    when(circuits.network()).thenAnswer(call -> Optional.of(view));
    when(circuits.introductionPoint(any()))
        .thenAnswer(
            call -> {
              Predicate<Relay> fit = call.getArgument(0);
              return view.relays().stream().filter(fit).findFirst();
            });
    when(circuits.to(any(Relay.class), any()))
        .thenAnswer(call -> to(call.getArgument(0), call.getArgument(1)));
    when(directories.post(any(), any(), any(), any()))
        .thenAnswer(
            call -> {
              InetSocketAddress directory = call.getArgument(1);
              posts.merge(directory, 1, Integer::sum);
              return failing.contains(directory)
                  ? loop.eventLoop().newFailedFuture(new IllegalStateException("it is gone"))
                  : loop.eventLoop().newSucceededFuture(new UploadResponse(200, "OK"));
            });
    Machine best = Machine.best();
    Machine machine =
        new Machine(best.tls(), best.curve(), () -> now, best.random(), best.dialler());
    hosting =
        new Hosting(
            new Hosting.Parts(
                circuits, directories, machine, new Rings(), new IntroductionWorkers(1)),
            Ed25519SigningKey.generate(new SecureRandom()),
            HostSettings.USUAL,
            mock(Backend.class),
            new ServiceListener() {
              @Override
              public void published(int told, int took) {
                taken.add(told - took);
              }
            });
    hosting.begin();
    pass(1);
  }

  @AfterEach
  void close() {
    hosting.close();
    loop.finishAndReleaseAll();
  }

  private static NetworkView network(Instant at) throws Exception {
    TestNetwork network = new TestNetwork(at);
    for (int i = 0; i < 30; i++) {
      network.relay(
          "Fast HSDir Running Stable V2Dir Valid",
          10,
          "",
          "HSDir=2 HSIntro=4-5 Link=4-5 Relay=1-4");
    }
    return network.view();
  }

  private Promise<OriginCircuit> to(Relay end, CircuitPurpose purpose) {
    if (purpose == CircuitPurpose.SERVICE_PUBLICATION) {
      OriginCircuit circuit = mock(OriginCircuit.class);
      OriginStreams streams = mock(OriginStreams.class);
      TorStream stream = mock(TorStream.class);
      when(circuit.streams()).thenReturn(streams);
      when(stream.connected()).thenReturn(loop.eventLoop().newPromise());
      try {
        when(streams.openDirectory()).thenReturn(stream);
      } catch (Exception e) {
        throw new AssertionError(e);
      }
      return loop.eventLoop().<OriginCircuit>newPromise().setSuccess(circuit);
    }
    assertThat(purpose).isEqualTo(CircuitPurpose.SERVICE_INTRODUCTION);
    Way way = new Way(end);
    ways.add(way);
    return way.built;
  }

  private void pass(int seconds) {
    for (int i = 0; i < seconds; i++) {
      now = now.plusSeconds(1);
      loop.advanceTimeBy(1, TimeUnit.SECONDS);
      loop.runScheduledPendingTasks();
      loop.runPendingTasks();
    }
  }

  private void establishAll() throws Exception {
    for (Way way : List.copyOf(ways)) {
      if (!way.built.isDone()) {
        way.establish();
      }
    }
  }

  private List<Way> open() {
    return ways.stream().filter(Way::isOpen).toList();
  }

  @Test
  void service_isPublishedForTwoPeriods_onceItsPointsAreThere() throws Exception {
    assertThat(ways).hasSize(2 * (POINTS + EXTRA));
    pass(3);
    assertThat(posts).isEmpty();
    establishAll();
    assertThat(open()).hasSize(2 * POINTS);
    pass(2);
    assertThat(taken).containsExactly(0, 0);
    assertThat(hosting.published().isSuccess()).isTrue();
  }

  /** The one that was second is first now: its points stay, and clients who knew them. */
  @Test
  void nextPeriod_takesThePlaceOfTheFirst_whosePointsEnd() throws Exception {
    establishAll();
    pass(2);
    List<Way> before = open();
    taken.clear();
    now = Instant.parse("2026-12-21T00:00:00Z");
    view = network(now);
    pass(1);
    assertThat(before.stream().filter(Way::isOpen)).hasSize(POINTS);
    assertThat(ways).hasSize(3 * (POINTS + EXTRA));
    establishAll();
    assertThat(open()).hasSize(2 * POINTS);
    pass(2);
    assertThat(taken).containsExactly(0, 0);
    int soFar = ways.size();
    pass(60);
    assertThat(ways).hasSize(soFar);
  }

  @Test
  void lostPoint_isTriedAgain_andThenAnotherIsToldOf() throws Exception {
    establishAll();
    pass(2);
    taken.clear();
    Way lost = open().get(0);
    lost.closed.setSuccess(DestroyReason.CHANNEL_CLOSED);
    for (int i = 0; i < 3; i++) {
      pass(1);
      Way again = ways.get(ways.size() - 1);
      assertThat(again.end).isEqualTo(lost.end);
      again.built.setFailure(new IllegalStateException("no way there"));
      loop.runPendingTasks();
    }
    int soFar = ways.size();
    pass(1);
    assertThat(ways.size()).isGreaterThan(soFar);
    assertThat(ways.subList(soFar, ways.size())).noneMatch(way -> way.end.equals(lost.end));
    assertThat(taken).isEmpty();
    establishAll();
    pass(2);
    assertThat(open()).hasSize(2 * POINTS);
    assertThat(taken).containsExactly(0);
  }

  @Test
  void pointThatComesBack_isTheSame_andNobodyIsTold() throws Exception {
    establishAll();
    pass(2);
    taken.clear();
    open().get(0).closed.setSuccess(DestroyReason.CHANNEL_CLOSED);
    pass(1);
    establishAll();
    pass(5);
    assertThat(open()).hasSize(2 * POINTS);
    assertThat(taken).isEmpty();
  }

  @Test
  void directoryThatFails_isAskedThreeTimes() throws Exception {
    establishAll();
    failing.add(view.relays().get(0).target().addresses().get(0));
    pass(2);
    // All relays of this network have one address.
    assertThat(taken).hasSize(2).allMatch(missing -> missing > 0);
    assertThat(hosting.published().isDone()).isFalse();
    assertThat(posts.values()).containsExactly(3 * (taken.get(0) + taken.get(1)));
  }

  /** Between one and two hours after the last. */
  @Test
  void descriptor_isGivenAnew_withinTwoHours() throws Exception {
    establishAll();
    pass(2);
    taken.clear();
    now = now.plus(Duration.ofMinutes(59));
    pass(1);
    assertThat(taken).isEmpty();
    now = now.plus(Duration.ofMinutes(62));
    pass(1);
    assertThat(taken).containsExactly(0, 0);
  }
}
