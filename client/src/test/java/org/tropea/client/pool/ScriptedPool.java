package org.tropea.client.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.tropea.client.guard.CircuitBias;
import org.tropea.client.guard.GuardEvent;
import org.tropea.client.guard.GuardListener;
import org.tropea.client.guard.GuardSelection;
import org.tropea.client.path.Path;
import org.tropea.client.path.PathRules;
import org.tropea.client.path.PathSelector;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.network.Relay;
import org.tropea.directory.network.TestNetwork;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.circuit.CircuitFacts;
import org.tropea.protocol.circuit.CircuitPurpose;
import org.tropea.protocol.circuit.OriginCircuit;
import org.tropea.protocol.circuit.OriginStreams;
import org.tropea.protocol.message.ConfluxWish;

/** A pool whose circuits are built when a test says so, on a loop whose time the test has. */
class ScriptedPool {
  static final Duration DIRTINESS = Duration.ofMinutes(10);
  static final Duration SECOND = Duration.ofSeconds(1);
  static final Duration PERIOD = Duration.ofSeconds(30);
  static final Duration PATIENCE = Duration.ofMinutes(2);
  static final Isolation ALICE = Isolation.byLogin("alice", "");
  static final Isolation BOB = Isolation.byLogin("bob", "");

  final EmbeddedChannel loop = new EmbeddedChannel();
  final CircuitBuilder builder = mock(CircuitBuilder.class);
  final List<Build> builds = new ArrayList<>();
  final List<String> told = new ArrayList<>();
  final List<String> guardEvents = new ArrayList<>();
  Instant now = Instant.parse("2026-12-20T12:10:00Z");
  GuardSelection guards;
  CircuitPool pool;

  /** A circuit that the pool has asked for. */
  record Build(Path path, @Nullable CircuitBias bias, Promise<OriginCircuit> promise) {}

  /** The number of the last circuit. */
  long launched;

  @BeforeEach
  void create() {
    loop.freezeTime();
    when(builder.timeouts()).thenReturn(BuildTimeouts.FIRST);
    when(builder.build(any(), argThat(ScriptedPool::isOfThePool), any()))
        .thenAnswer(
            call -> {
              Promise<OriginCircuit> promise = loop.eventLoop().newPromise();
              builds.add(new Build(call.getArgument(0), call.getArgument(2), promise));
              return new CircuitBuilder.Begun(++launched, promise);
            });
    guards = guards(new SecureRandom());
    pool = pool(new PathSelector(guards, PathRules.ONE_SUBNET, new SecureRandom()));
  }

  private static boolean isOfThePool(Errand errand) {
    return Errand.of(CircuitPurpose.GENERAL).equals(errand)
        || Errand.of(CircuitPurpose.CONTROLLED).equals(errand);
  }

  /** A pool that draws its paths by {@code selector}. */
  CircuitPool pool(PathSelector selector) {
    return new CircuitPool(
        loop.eventLoop(),
        builder,
        selector,
        () -> now,
        new CircuitLimits(DIRTINESS, PERIOD, PATIENCE, conflux()),
        new CircuitPool.Listener() {
          @Override
          public void circuits(boolean nowAvailable) {
            told.add(nowAvailable ? "circuits" : "no circuits");
          }
        });
  }

  /** Guards that are told of as they come and go. */
  GuardSelection guards(SecureRandom random) {
    return new GuardSelection(
        () -> now,
        random,
        "test",
        new GuardListener() {
          @Override
          public void guard(RsaIdentity relay, GuardEvent event) {
            if (event != GuardEvent.NEW) {
              guardEvents.add(event + " " + relay);
            }
          }

          @Override
          public void changed() {}
        });
  }

  /** Whether it links circuits; most tests have none of that. */
  ConfluxSettings conflux() {
    return new ConfluxSettings(false, ConfluxWish.HIGH_THROUGHPUT);
  }

  static NetworkView network() throws DecodeException {
    TestNetwork network = new TestNetwork();
    for (int i = 0; i < 8; i++) {
      network.relay("Exit Fast Guard Running Stable V2Dir Valid", 10, "80,443");
    }
    return network.view();
  }

  static Set<RsaIdentity> identities(NetworkView view) {
    return view.relays().stream().map(Relay::identity).collect(Collectors.toSet());
  }

  /** Time passes for the clock and for the loop's timers. */
  void pass(Duration time) {
    now = now.plus(time);
    loop.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
    loop.runPendingTasks();
  }

  OriginCircuit succeed(int build) {
    OriginCircuit circuit = circuit();
    builds.get(build).promise().setSuccess(circuit);
    loop.runPendingTasks();
    return circuit;
  }

  void succeedAll() {
    for (int i = 0; i < builds.size(); i++) {
      if (!builds.get(i).promise().isDone()) {
        succeed(i);
      }
    }
  }

  /** A hop does not go on, whichever it is. */
  void fail(int build) {
    builds.get(build).promise().setFailure(new BuildFailure("it failed", false));
    loop.runPendingTasks();
  }

  /** There is no link to the first relay. */
  void failAtLink(int build) {
    builds.get(build).promise().setFailure(new BuildFailure("it failed", true));
    loop.runPendingTasks();
  }

  Future<PooledCircuit> take(int port, Isolation isolation) {
    return pool.take(new Usage.Exit(port, isolation, Set.of()));
  }

  static PooledCircuit taken(Future<PooledCircuit> future) {
    assertThat(future.isSuccess()).isTrue();
    return future.getNow();
  }

  /** A circuit without streams, which can be destroyed. */
  OriginCircuit circuit() {
    OriginCircuit circuit = mock(OriginCircuit.class);
    Promise<DestroyReason> closed = loop.eventLoop().newPromise();
    when(circuit.closed()).thenReturn(closed);
    when(circuit.facts()).thenReturn(new CircuitFacts(1, CircuitPurpose.GENERAL, List.of()));
    when(circuit.isOpen()).thenAnswer(call -> !closed.isDone());
    OriginStreams streams = mock(OriginStreams.class);
    when(streams.isIdle()).thenReturn(true);
    when(circuit.streams()).thenReturn(streams);
    doAnswer(call -> closed.trySuccess(DestroyReason.NONE)).when(circuit).destroy();
    doAnswer(call -> closed.trySuccess(call.getArgument(0))).when(circuit).destroy(any());
    return circuit;
  }
}
