package org.tropea.client.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.when;

import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.network.Relay;
import org.tropea.directory.network.TestNetwork;
import org.tropea.protocol.circuit.OriginCircuit;

/** Rows P08, P16 and S05; case S14. */
class CircuitPoolTest extends ScriptedPool {
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
    assertThat(taken(take(443, ALICE)).circuit()).isSameAs(circuit);
    assertThat(builds).hasSize(2);
  }

  @Test
  void take_again_sharesTheCircuit() throws DecodeException {
    pool.use(network());
    OriginCircuit circuit = succeed(0);
    take(443, ALICE);
    succeed(1);
    for (int i = 0; i < 20; i++) {
      assertThat(taken(take(80, ALICE)).circuit()).isSameAs(circuit);
    }
    assertThat(builds).hasSize(2);
  }

  @Test
  void take_byOthers_neverSharesACircuit() throws DecodeException {
    pool.use(network());
    Set<OriginCircuit> circuits = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      Future<PooledCircuit> future = take(443, new Isolation("", "", "user" + i, ""));
      succeedAll();
      assertThat(circuits.add(taken(future).circuit())).as("user %d", i).isTrue();
    }
  }

  @Test
  void waitingStreams_thatMayShare_needOneCircuit() throws DecodeException {
    List<Future<PooledCircuit>> alices = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      alices.add(take(443, ALICE));
    }
    Future<PooledCircuit> bob = take(443, BOB);
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
      futures.add(take(443, new Isolation("", "", "user" + i, "")));
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
    assertThat(taken(take(443, ALICE)).circuit()).isSameAs(next);
  }

  @Test
  void circuit_olderThanItsDirtiness_takesNoMoreStreams_andIsClosed() throws DecodeException {
    pool.use(network());
    OriginCircuit old = succeed(0);
    take(443, ALICE);
    OriginCircuit next = succeed(1);
    pass(DIRTINESS.minusSeconds(1));
    assertThat(taken(take(443, ALICE)).circuit()).isSameAs(old);
    pass(Duration.ofSeconds(1));
    assertThat(taken(take(443, ALICE)).circuit()).isSameAs(next);
    pass(Duration.ofSeconds(31));
    assertThat(old.isOpen()).isFalse();
    assertThat(next.isOpen()).isTrue();
  }

  @Test
  void oldCircuit_withAStream_livesUntilTheStreamEnds() throws DecodeException {
    pool.use(network());
    OriginCircuit old = succeed(0);
    take(443, ALICE);
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
    assertThat(taken(take(443, ALICE)).circuit()).isSameAs(circuit);
  }

  @Test
  void retired_circuitIsNotGivenOutAgain() throws DecodeException {
    pool.use(network());
    OriginCircuit bad = succeed(0);
    PooledCircuit pooled = taken(take(443, ALICE));
    OriginCircuit next = succeed(1);
    pool.retire(pooled);
    assertThat(bad.isOpen()).isFalse();
    assertThat(taken(take(443, ALICE)).circuit()).isSameAs(next);
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
    for (int i = 0; i < 5; i++) {
      fail(i, null);
      pass(Duration.ZERO);
      assertThat(builds).as("failure %d is forgiven at once", i).hasSize(i + 2);
    }
    long[] pauses = {1000, 2000, 4000, 8000, 16_000, 30_000, 30_000};
    for (int i = 0; i < pauses.length; i++) {
      fail(i + 5, null);
      pass(Duration.ofMillis(pauses[i] - 1));
      assertThat(builds).as("pause %d", i).hasSize(i + 6);
      pass(Duration.ofMillis(1));
      assertThat(builds).as("after pause %d", i).hasSize(i + 7);
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
    for (int i = 0; i < 8; i++) {
      take(443, new Isolation("", "", "user" + i, ""));
    }
    assertThat(builds).hasSize(9);
    for (int i = 0; i < 9; i++) {
      builds.get(i).promise().setFailure(new BuildFailure("it failed", null));
    }
    pass(Duration.ofMillis(7999));
    assertThat(builds).hasSize(9);
    pass(Duration.ofMillis(1));
    assertThat(builds).hasSize(18);
  }

  @Test
  void stream_thatWaitsTooLong_isToldSo() throws DecodeException {
    NetworkView network = network();
    Future<PooledCircuit> future = pool.take(443, ALICE, identities(network));
    pool.use(network);
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
    Future<PooledCircuit> mail = take(25, ALICE);
    NoCircuitException failure = (NoCircuitException) mail.cause();
    assertThat(failure.why()).isEqualTo(NoCircuitException.Why.NO_EXIT);
    assertThat(failure).hasMessage("no exit of the network serves the port");
    assertThat(take(443, BOB).isSuccess()).isTrue();
    assertThat(builds).as("the next one to keep ready").hasSize(2);
    succeed(1);
    assertThat(take(443, ALICE).isSuccess()).isTrue();
  }

  @Test
  void port_thatNoExitServes_isRefusedWhenTheNetworkIsKnown() throws DecodeException {
    Future<PooledCircuit> mail = take(25, ALICE);
    Future<PooledCircuit> web = take(443, ALICE);
    assertThat(mail.isDone()).isFalse();
    pool.use(network());
    assertThat(mail.cause()).isInstanceOf(NoCircuitException.class);
    succeedAll();
    assertThat(web.isSuccess()).isTrue();
  }

  @Test
  void networkWithoutRelays_isTriedAgainAsSoonAsABetterOneComes() throws DecodeException {
    pool.use(new TestNetwork().view());
    Future<PooledCircuit> future = take(443, ALICE);
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
    PooledCircuit pooled = taken(take(443, ALICE));
    Future<PooledCircuit> waiting = take(443, BOB);
    pool.close();
    loop.runPendingTasks();
    assertThat(pooled.circuit().isOpen()).isFalse();
    assertThat(circuit.isOpen()).isFalse();
    assertClosed(waiting);
    assertClosed(take(443, ALICE));
    pass(Duration.ofHours(1));
    assertThat(pool.isClosed()).isTrue();
    int before = builds.size();
    OriginCircuit late = succeed(before - 1);
    assertThat(late.isOpen()).as("a circuit that comes too late").isFalse();
    assertThat(builds).hasSize(before);
  }

  @Test
  void close_beforeAnyCircuit_endsTheWaitForTheFirst() {
    pool.close();
    assertThat(pool.firstCircuit().cause()).isInstanceOf(NoCircuitException.class);
  }

  @Test
  void stream_thatGotItsCircuit_leavesNoTimer() throws DecodeException {
    pool.use(network());
    Future<PooledCircuit> future = take(443, ALICE);
    succeedAll();
    assertThat(future.isSuccess()).isTrue();
    pool.close();
    assertThat(loop.runScheduledPendingTasks()).as("nothing is left to do").isEqualTo(-1);
  }

  private static void assertClosed(Future<PooledCircuit> future) {
    assertThat(((NoCircuitException) future.cause()).why())
        .isEqualTo(NoCircuitException.Why.CLOSED);
  }
}
