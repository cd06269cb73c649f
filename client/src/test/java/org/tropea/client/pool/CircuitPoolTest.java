package org.tropea.client.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tropea.client.path.Path;
import org.tropea.client.path.PathSelector;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.network.Relay;
import org.tropea.directory.network.TestNetwork;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.circuit.OriginCircuit;

/** Rows P08, P16 and S05; case S14. */
class CircuitPoolTest {
  private static final Duration DIRTINESS = Duration.ofMinutes(10);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Isolation ALICE = new Isolation("", "", "alice", "");
  private static final Isolation BOB = new Isolation("", "", "bob", "");

  private final EmbeddedChannel loop = new EmbeddedChannel();
  private final CircuitBuilder builder = mock(CircuitBuilder.class);
  private final List<Build> builds = new ArrayList<>();
  private Instant now = Instant.parse("2026-11-20T12:00:00Z");
  private CircuitPool pool;

  /** A circuit that the pool has asked for. */
  private record Build(Path path, Promise<OriginCircuit> promise) {}

  @BeforeEach
  void create() {
    loop.freezeTime();
    when(builder.build(any()))
        .thenAnswer(
            call -> {
              Promise<OriginCircuit> promise = loop.eventLoop().newPromise();
              builds.add(new Build(call.getArgument(0), promise));
              return promise;
            });
    pool =
        new CircuitPool(
            loop.eventLoop(),
            builder,
            new PathSelector(false, new SecureRandom()),
            () -> now,
            new CircuitPool.Limits(DIRTINESS, PATIENCE));
  }

  @Test
  void use_aNetwork_buildsOneCircuitToKeepReady() throws DecodeException {
    assertThat(builds).isEmpty();
    pool.use(network());
    assertThat(builds).hasSize(1);
    OriginCircuit circuit = succeed(0);
    assertThat(pool.firstCircuit().getNow()).isSameAs(circuit);
    assertThat(builds).as("one is enough").hasSize(1);
  }

  @Test
  void take_getsTheCircuitThatIsReady_andAnotherIsBuilt() throws DecodeException {
    pool.use(network());
    OriginCircuit circuit = succeed(0);
    assertThat(taken(pool.take(443, ALICE)).circuit()).isSameAs(circuit);
    assertThat(builds).hasSize(2);
  }

  @Test
  void take_again_sharesTheCircuit() throws DecodeException {
    pool.use(network());
    OriginCircuit circuit = succeed(0);
    pool.take(443, ALICE);
    succeed(1);
    for (int i = 0; i < 20; i++) {
      assertThat(taken(pool.take(80, ALICE)).circuit()).isSameAs(circuit);
    }
    assertThat(builds).hasSize(2);
  }

  @Test
  void take_byOthers_neverSharesACircuit() throws DecodeException {
    pool.use(network());
    Set<OriginCircuit> circuits = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      Future<PooledCircuit> future = pool.take(443, new Isolation("", "", "user" + i, ""));
      succeedAll();
      assertThat(circuits.add(taken(future).circuit())).as("user %d", i).isTrue();
    }
  }

  @Test
  void waitingStreams_thatMayShare_needOneCircuit() throws DecodeException {
    List<Future<PooledCircuit>> alices = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      alices.add(pool.take(443, ALICE));
    }
    Future<PooledCircuit> bob = pool.take(443, BOB);
    pool.use(network());
    assertThat(builds).as("for Alice, for Bob, and one to keep ready").hasSize(3);
    succeedAll();
    assertThat(alices.stream().map(each -> taken(each).circuit()).distinct()).hasSize(1);
    assertThat(taken(bob).circuit()).isNotSameAs(taken(alices.get(0)).circuit());
    assertThat(builds).hasSize(3);
  }

  @Test
  void manyStrangers_areBuiltForAtMost32AtOnce() throws DecodeException {
    pool.use(network());
    List<Future<PooledCircuit>> futures = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      futures.add(pool.take(443, new Isolation("", "", "user" + i, "")));
    }
    assertThat(builds).hasSize(32);
    NoCircuitException refused = (NoCircuitException) futures.get(1999).cause();
    assertThat(refused.why()).isEqualTo(NoCircuitException.Why.OUR_LIMIT);
    succeed(0);
    assertThat(builds).hasSize(33);
  }

  @Test
  void circuit_thatDies_isReplaced() throws DecodeException {
    pool.use(network());
    OriginCircuit circuit = succeed(0);
    circuit.destroy();
    loop.runPendingTasks();
    assertThat(builds).hasSize(2);
    OriginCircuit next = succeed(1);
    assertThat(taken(pool.take(443, ALICE)).circuit()).isSameAs(next);
  }

  @Test
  void circuit_olderThanItsDirtiness_takesNoMoreStreams_andIsClosed() throws DecodeException {
    pool.use(network());
    OriginCircuit old = succeed(0);
    pool.take(443, ALICE);
    OriginCircuit next = succeed(1);
    pass(DIRTINESS.minusSeconds(1));
    assertThat(taken(pool.take(443, ALICE)).circuit()).isSameAs(old);
    pass(Duration.ofSeconds(1));
    assertThat(taken(pool.take(443, ALICE)).circuit()).isSameAs(next);
    pass(Duration.ofSeconds(31));
    assertThat(old.isOpen()).isFalse();
    assertThat(next.isOpen()).isTrue();
  }

  @Test
  void oldCircuit_withAStream_livesUntilTheStreamEnds() throws DecodeException {
    pool.use(network());
    OriginCircuit old = succeed(0);
    pool.take(443, ALICE);
    when(old.isIdle()).thenReturn(false);
    pass(DIRTINESS.plusMinutes(5));
    assertThat(old.isOpen()).isTrue();
    when(old.isIdle()).thenReturn(true);
    pass(Duration.ofSeconds(31));
    assertThat(old.isOpen()).isFalse();
  }

  @Test
  void unusedCircuit_doesNotAge() throws DecodeException {
    pool.use(network());
    OriginCircuit circuit = succeed(0);
    pass(Duration.ofHours(1));
    assertThat(taken(pool.take(443, ALICE)).circuit()).isSameAs(circuit);
  }

  @Test
  void retired_circuitIsNotGivenOutAgain() throws DecodeException {
    pool.use(network());
    OriginCircuit bad = succeed(0);
    PooledCircuit pooled = taken(pool.take(443, ALICE));
    OriginCircuit next = succeed(1);
    pool.retire(pooled);
    assertThat(bad.isOpen()).isFalse();
    assertThat(taken(pool.take(443, ALICE)).circuit()).isSameAs(next);
  }

  @Test
  void failedRelay_isAvoidedForSomeMinutes() throws DecodeException {
    pool.use(network());
    Relay bad = builds.get(0).path().middle();
    fail(0, bad);
    pass(Duration.ofSeconds(1));
    for (int i = 1; i < 40; i++) {
      assertThat(builds).hasSize(i + 1);
      assertThat(builds.get(i).path().hops()).doesNotContain(bad);
      succeed(i).destroy();
      loop.runPendingTasks();
    }
    pass(Duration.ofMinutes(6));
    boolean back = false;
    for (int i = 40; i < 140 && !back; i++) {
      back = builds.get(i).path().hops().contains(bad);
      succeed(i).destroy();
      loop.runPendingTasks();
    }
    assertThat(back).as("used again").isTrue();
  }

  @Test
  void failures_areRetriedWithGrowingPauses_atMost30Seconds() throws DecodeException {
    pool.use(network());
    fail(0, null);
    pass(Duration.ZERO);
    assertThat(builds).as("the first failure is forgiven at once").hasSize(2);
    long[] pauses = {1000, 2000, 4000, 8000, 16_000, 30_000, 30_000};
    for (int i = 0; i < pauses.length; i++) {
      fail(i + 1, null);
      pass(Duration.ofMillis(pauses[i] - 1));
      assertThat(builds).as("pause %d", i).hasSize(i + 2);
      pass(Duration.ofMillis(1));
      assertThat(builds).as("after pause %d", i).hasSize(i + 3);
    }
    succeed(builds.size() - 1).destroy();
    loop.runPendingTasks();
    int before = builds.size();
    fail(before - 1, null);
    pass(Duration.ZERO);
    assertThat(builds).as("a success makes it forget").hasSize(before + 1);
  }

  @Test
  void failuresOfManyAtOnce_pauseAsLongAsTheLast() throws DecodeException {
    pool.use(network());
    for (int i = 0; i < 4; i++) {
      pool.take(443, new Isolation("", "", "user" + i, ""));
    }
    assertThat(builds).hasSize(5);
    for (int i = 0; i < 5; i++) {
      builds.get(i).promise().setFailure(new BuildFailure("it failed", null));
    }
    pass(Duration.ofMillis(7999));
    assertThat(builds).hasSize(5);
    pass(Duration.ofMillis(1));
    assertThat(builds).hasSize(10);
  }

  @Test
  void stream_thatWaitsTooLong_isToldSo() throws DecodeException {
    Future<PooledCircuit> future = pool.take(443, ALICE);
    pool.use(network());
    pass(PATIENCE.minusSeconds(1));
    assertThat(future.isDone()).isFalse();
    pass(Duration.ofSeconds(1));
    NoCircuitException failure = (NoCircuitException) future.cause();
    assertThat(failure.why()).isEqualTo(NoCircuitException.Why.TOO_LATE);
    assertThat(failure).hasMessage("no circuit could be built in time");
  }

  @Test
  void port_thatNoExitServes_isRefusedAtOnce_andStopsNobodyElse() throws DecodeException {
    pool.use(network());
    succeed(0);
    Future<PooledCircuit> mail = pool.take(25, ALICE);
    NoCircuitException failure = (NoCircuitException) mail.cause();
    assertThat(failure.why()).isEqualTo(NoCircuitException.Why.NO_EXIT);
    assertThat(failure).hasMessage("no exit of the network serves the port");
    assertThat(pool.take(443, BOB).isSuccess()).isTrue();
    assertThat(builds).as("the next one to keep ready").hasSize(2);
    succeed(1);
    assertThat(pool.take(443, ALICE).isSuccess()).isTrue();
  }

  @Test
  void port_thatNoExitServes_isRefusedWhenTheNetworkIsKnown() throws DecodeException {
    Future<PooledCircuit> mail = pool.take(25, ALICE);
    Future<PooledCircuit> web = pool.take(443, ALICE);
    assertThat(mail.isDone()).isFalse();
    pool.use(network());
    assertThat(mail.cause()).isInstanceOf(NoCircuitException.class);
    succeedAll();
    assertThat(web.isSuccess()).isTrue();
  }

  @Test
  void networkWithoutRelays_isTriedAgainAsSoonAsABetterOneComes() throws DecodeException {
    pool.use(new TestNetwork().view());
    Future<PooledCircuit> future = pool.take(443, ALICE);
    pass(Duration.ofSeconds(10));
    assertThat(builds).isEmpty();
    pool.use(network());
    assertThat(builds).as("at once, whatever was still to be waited").isNotEmpty();
    succeedAll();
    assertThat(future.isDone()).isTrue();
  }

  @Test
  void close_closesAll_andBuildsNoMore() throws DecodeException {
    pool.use(network());
    OriginCircuit circuit = succeed(0);
    PooledCircuit pooled = taken(pool.take(443, ALICE));
    Future<PooledCircuit> waiting = pool.take(443, BOB);
    pool.close();
    loop.runPendingTasks();
    assertThat(pooled.circuit().isOpen()).isFalse();
    assertThat(circuit.isOpen()).isFalse();
    assertThat(waiting.cause()).isInstanceOf(NoCircuitException.class);
    int before = builds.size();
    OriginCircuit late = succeed(before - 1);
    assertThat(late.isOpen()).as("a circuit that comes too late").isFalse();
    assertThat(builds).hasSize(before);
    assertThat(pool.take(443, ALICE).isSuccess()).isFalse();
  }

  private static NetworkView network() throws DecodeException {
    TestNetwork network = new TestNetwork();
    for (int i = 0; i < 8; i++) {
      network.relay("Exit Fast Guard Running Stable Valid", 10, "80,443");
    }
    return network.view();
  }

  /** Time passes for the clock and for the loop's timers. */
  private void pass(Duration time) {
    now = now.plus(time);
    loop.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
    loop.runPendingTasks();
  }

  private OriginCircuit succeed(int build) {
    OriginCircuit circuit = circuit();
    builds.get(build).promise().setSuccess(circuit);
    loop.runPendingTasks();
    return circuit;
  }

  private void succeedAll() {
    for (int i = 0; i < builds.size(); i++) {
      if (!builds.get(i).promise().isDone()) {
        succeed(i);
      }
    }
  }

  private void fail(int build, @Nullable Relay relay) {
    builds.get(build).promise().setFailure(new BuildFailure("it failed", relay));
    loop.runPendingTasks();
  }

  private static PooledCircuit taken(Future<PooledCircuit> future) {
    assertThat(future.isSuccess()).isTrue();
    return future.getNow();
  }

  /** A circuit without streams, which can be destroyed. */
  private OriginCircuit circuit() {
    OriginCircuit circuit = mock(OriginCircuit.class);
    Promise<DestroyReason> closed = loop.eventLoop().newPromise();
    when(circuit.closed()).thenReturn(closed);
    when(circuit.isOpen()).thenAnswer(call -> !closed.isDone());
    when(circuit.isIdle()).thenReturn(true);
    doAnswer(call -> closed.trySuccess(DestroyReason.NONE)).when(circuit).destroy();
    return circuit;
  }
}
