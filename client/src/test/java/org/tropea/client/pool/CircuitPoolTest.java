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
import org.tropea.client.path.Path;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.RelayFlag;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.network.Relay;
import org.tropea.directory.network.TestNetwork;
import org.tropea.protocol.circuit.OriginCircuit;
import org.tropea.protocol.circuit.OriginStreams;
import org.tropea.protocol.circuit.WayOut;

/** Rows P08, P16 and S05; case socks-14. */
class CircuitPoolTest extends ScriptedPool {
  @Test
  void use_aNetwork_buildsTwoCircuitsToKeepReady() throws DecodeException {
    assertThat(builds).isEmpty();
    pool.use(network());
    assertThat(builds).hasSize(1);
    OriginCircuit circuit = succeed(0);
    assertThat(pool.firstCircuit().getNow()).isSameAs(circuit);
    assertThat(builds).as("the next one, a second later").hasSize(1);
    pass(SECOND);
    assertThat(builds).hasSize(2);
    succeed(1);
    for (int i = 0; i < 20; i++) {
      pass(SECOND);
    }
    assertThat(builds).as("two are enough").hasSize(2);
  }

  @Test
  void take_getsTheCircuitThatIsReady_andAnotherIsBuilt() throws DecodeException {
    pool.use(network());
    OriginCircuit circuit = succeed(0);
    assertThat(taken(take(443, ALICE)).circuit()).isSameAs(circuit);
    assertThat(builds).hasSize(1);
    for (int i = 0; i < 5; i++) {
      pass(SECOND);
      succeedAll();
    }
    assertThat(builds).as("two unused ones").hasSize(3);
  }

  @Test
  void take_again_sharesTheCircuit() throws DecodeException {
    pool.use(network());
    OriginCircuit circuit = succeed(0);
    assertThat(take(443, ALICE).isSuccess()).isTrue();
    pass(SECOND);
    succeed(1);
    for (int i = 0; i < 20; i++) {
      assertThat(taken(take(80, ALICE)).circuit()).isSameAs(circuit);
    }
    assertThat(builds).hasSize(2);
  }

  @Test
  void take_byOthers_neverSharesACircuit() throws DecodeException {
    pool.use(network());
    Set<WayOut> circuits = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      Future<PooledCircuit> future = take(443, Isolation.byLogin("user" + i, ""));
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
    assertThat(builds).as("for Alice and for Bob").hasSize(2);
    succeedAll();
    assertThat(alices.stream().map(each -> taken(each).circuit()).distinct()).hasSize(1);
    assertThat(taken(bob).circuit()).isNotSameAs(taken(alices.get(0)).circuit());
    assertThat(builds).hasSize(2);
  }

  @Test
  void manyStrangers_areBuiltForAtMost32AtOnce() throws DecodeException {
    pool.use(network());
    List<Future<PooledCircuit>> futures = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      futures.add(take(443, Isolation.byLogin("user" + i, "")));
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
    pass(SECOND);
    assertThat(builds).hasSize(2);
    OriginCircuit next = succeed(1);
    assertThat(taken(take(443, ALICE)).circuit()).isSameAs(next);
  }

  @Test
  void circuit_olderThanItsDirtiness_takesNoMoreStreams_andIsClosed() throws DecodeException {
    pool.use(network());
    OriginCircuit old = succeed(0);
    assertThat(take(443, ALICE).isSuccess()).isTrue();
    pass(SECOND);
    OriginCircuit next = succeed(1);
    pass(DIRTINESS.minusSeconds(2));
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
    assertThat(take(443, ALICE).isSuccess()).isTrue();
    OriginStreams streams = old.streams();
    when(streams.isIdle()).thenReturn(false);
    pass(DIRTINESS.plusMinutes(5));
    assertThat(old.isOpen()).isTrue();
    when(streams.isIdle()).thenReturn(true);
    pass(Duration.ofSeconds(31));
    assertThat(old.isOpen()).isFalse();
  }

  /** Row P16: C tor keeps an unused circuit a little longer than it foresees streams. */
  @Test
  void unusedCircuits_areClosedWithinAnHourAndThreeMinutes_andNoneIsBuiltAgain()
      throws DecodeException {
    pool.use(network());
    OriginCircuit circuit = succeed(0);
    for (Duration time = SECOND; time.toMinutes() < 29; time = time.plusSeconds(1)) {
      pass(SECOND);
      succeedAll();
    }
    assertThat(circuit.isOpen()).isTrue();
    assertThat(builds).hasSize(2);
    for (Duration time = SECOND; time.toMinutes() < 36; time = time.plusSeconds(1)) {
      pass(SECOND);
      succeedAll();
    }
    assertThat(circuit.isOpen()).isFalse();
    int before = builds.size();
    pass(Duration.ofHours(5));
    assertThat(builds).as("a client that nobody uses keeps none").hasSize(before);
    Future<PooledCircuit> late = take(443, ALICE);
    assertThat(builds).as("at once").hasSize(before + 1);
    succeed(before);
    assertThat(late.isSuccess()).isTrue();
    for (int i = 0; i < 5; i++) {
      pass(SECOND);
      succeedAll();
    }
    assertThat(builds).as("and it foresees more").hasSize(before + 3);
  }

  /** Row P08: two circuits for each port that was asked for, stable ones where they last. */
  @Test
  void ports_thatWereAskedFor_areForeseen_byStableRelaysWhereConversationsLast()
      throws DecodeException {
    TestNetwork network = new TestNetwork();
    for (int i = 0; i < 8; i++) {
      network.relay("Exit Fast Guard Running Stable V2Dir Valid", 10, "22,443");
      network.relay("Exit Fast Running Valid", 10, "22,443");
    }
    pool.use(network.view());
    succeed(0);
    assertThat(take(443, ALICE).isSuccess()).isTrue();
    Future<PooledCircuit> shell = take(22, ALICE);
    assertThat(shell.isDone()).as("drawn for pages, it is not for shells").isFalse();
    succeedAll();
    assertThat(shell.isSuccess()).isTrue();
    for (int i = 0; i < 20; i++) {
      pass(SECOND);
      succeedAll();
    }
    List<Path> stable = builds.stream().map(Build::path).filter(Path::stable).toList();
    assertThat(stable).as("the one that is used, and two that are ready").hasSize(3);
    assertThat(stable)
        .allSatisfy(path -> assertThat(path.hops()).allMatch(hop -> hop.has(RelayFlag.STABLE)));
  }

  /** Row P15: while it learns how long a circuit takes, one more each 10 seconds, for 3 minutes. */
  @Test
  void learning_buildsACircuitEach11Seconds_andAtMost10AreUnused() throws DecodeException {
    when(builder.isLearning()).thenReturn(true);
    pool.use(network());
    List<OriginCircuit> open = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      for (int build = open.size(); build < builds.size(); build++) {
        open.add(succeed(build));
      }
      pass(SECOND);
    }
    assertThat(builds).as("2 to be ready, then one each 11 seconds").hasSizeBetween(6, 8);
    for (int i = 0; i < 540; i++) {
      for (int build = open.size(); build < builds.size(); build++) {
        open.add(succeed(build));
      }
      assertThat(open.stream().filter(OriginCircuit::isOpen)).hasSizeLessThanOrEqualTo(10);
      pass(SECOND);
    }
    // C tor's client was seen to make 51 in ten idle minutes.
    assertThat(builds).hasSizeBetween(28, 56);
  }

  /** NEWNYM, with C tor's pause of 10 seconds. */
  @Test
  void newIdentity_leavesNoUsedCircuitToNewStreams_andWaits10Seconds() throws DecodeException {
    pool.use(network());
    for (int i = 0; i < 3; i++) {
      succeedAll();
      pass(SECOND);
    }
    WayOut first = taken(take(443, ALICE)).circuit();
    Future<PooledCircuit> before = take(443, BOB);
    pool.newIdentity();
    Future<PooledCircuit> next = take(443, ALICE);
    succeedAll();
    WayOut second = taken(next).circuit();
    assertThat(second).isNotSameAs(first);
    assertThat(before.isSuccess()).isTrue();
    pool.newIdentity();
    pool.newIdentity();
    assertThat(taken(take(443, ALICE)).circuit()).as("too soon").isSameAs(second);
    pass(Duration.ofSeconds(10));
    Future<PooledCircuit> third = take(443, ALICE);
    succeedAll();
    assertThat(taken(third).circuit()).isNotSameAs(second).isNotSameAs(first);
  }

  @Test
  void newIdentity_whileStreamsWait_keepsThemApartFromThoseThatComeAfterIt()
      throws DecodeException {
    Future<PooledCircuit> before = take(443, ALICE);
    pool.newIdentity();
    Future<PooledCircuit> after = take(443, ALICE);
    pool.use(network());
    for (int i = 0; i < 3; i++) {
      succeedAll();
      pass(SECOND);
    }
    assertThat(taken(before).circuit()).isNotSameAs(taken(after).circuit());
  }

  @Test
  void retired_circuitIsNotGivenOutAgain() throws DecodeException {
    pool.use(network());
    OriginCircuit bad = succeed(0);
    PooledCircuit pooled = taken(take(443, ALICE));
    pass(SECOND);
    OriginCircuit next = succeed(1);
    pool.retire(pooled);
    assertThat(taken(take(443, ALICE)).circuit()).isSameAs(next);
    pass(PERIOD);
    assertThat(bad.isOpen()).isFalse();
    assertThat(next.isOpen()).isTrue();
  }

  @Test
  void guard_withoutALink_isLeftAloneForTenMinutes_andNotForGood() throws DecodeException {
    pool.use(network());
    Relay bad = builds.get(0).path().first();
    failAtLink(0);
    pass(Duration.ofSeconds(1));
    boolean elsewhere = false;
    for (int i = 1; i < 100; i++) {
      pass(SECOND);
      List<Relay> hops = builds.get(i).path().hops();
      assertThat(hops.get(0)).isNotEqualTo(bad);
      elsewhere |= hops.contains(bad);
      succeed(i).destroy();
      loop.runPendingTasks();
    }
    assertThat(elsewhere).as("no bad middle or exit for it").isTrue();
    pass(Duration.ofMinutes(10));
    boolean back = false;
    for (int i = 100; i < 200 && !back; i++) {
      pass(SECOND);
      back = builds.get(i).path().first().equals(bad);
      succeed(i).destroy();
      loop.runPendingTasks();
    }
    assertThat(back).as("used again").isTrue();
    assertThat(guardEvents).contains("DOWN " + bad.identity(), "UP " + bad.identity());
  }

  /** Case net-3: the guard of a download is killed; its links are refused from then on. */
  @Test
  void guard_thatDies_givesWayToTheNextOne_withoutAnyTimePassing() throws DecodeException {
    pool.use(network());
    OriginCircuit used = succeed(0);
    pass(SECOND);
    OriginCircuit ready = succeed(1);
    assertThat(taken(take(443, ALICE)).circuit()).isNotNull();
    RsaIdentity dead = builds.get(0).path().first().identity();
    used.destroy();
    ready.destroy();
    loop.runPendingTasks();
    int begun = builds.size();
    Future<PooledCircuit> next = take(443, ALICE);
    while (!next.isDone()) {
      assertThat(builds).as("something is begun at once").hasSizeGreaterThan(begun);
      if (builds.get(begun).path().first().identity().equals(dead)) {
        failAtLink(begun);
        pass(Duration.ZERO);
      } else {
        succeed(begun);
      }
      begun++;
    }
    assertThat(taken(next).paths().get(0).first().identity()).isNotEqualTo(dead);
  }

  /** Circuits that were under way together fail together, and a lost guard is one event. */
  @Test
  void guard_thatSeveralCircuitsWaitFor_isDownOnce() throws DecodeException {
    pool.use(network());
    for (int i = 0; i < 8; i++) {
      assertThat(take(443, Isolation.byLogin("user" + i, "")).isDone()).isFalse();
    }
    RsaIdentity guard = builds.get(0).path().first().identity();
    for (int i = 0; i < 9; i++) {
      failAtLink(i);
    }
    assertThat(guardEvents.stream().filter(("DOWN " + guard)::equals)).hasSize(1);
  }

  @Test
  void circuits_areToldToBeThere_andNotWhenTheLastIsGoneAndTheNextFails() throws DecodeException {
    pool.use(network());
    fail(0);
    assertThat(told).as("there were none before").isEmpty();
    pass(Duration.ofSeconds(1));
    OriginCircuit first = succeed(1);
    assertThat(take(443, ALICE).isSuccess()).isTrue();
    fail(2);
    assertThat(told).as("one is left").containsExactly("circuits");
    first.destroy();
    pass(Duration.ofSeconds(1));
    assertThat(told).as("the next one may come").containsExactly("circuits");
    fail(builds.size() - 1);
    assertThat(told).containsExactly("circuits", "no circuits");
    pass(Duration.ofSeconds(1));
    succeed(builds.size() - 1);
    assertThat(told).containsExactly("circuits", "no circuits", "circuits");
  }

  /** A hop that destroys circuits could else have us avoid the hop behind it (case fault-13). */
  @Test
  void circuitsThatFailBehindTheirLink_frameNobody() throws DecodeException {
    pool.use(network());
    Set<Relay> firsts = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      while (i == builds.size()) {
        pass(Duration.ofSeconds(30));
      }
      firsts.add(builds.get(i).path().first());
      fail(i);
    }
    // The second one where the first is the exit.
    assertThat(firsts).hasSize(2);
    assertThat(guardEvents).isEmpty();
  }

  @Test
  void circuitsThatFail_areTriedAgain_almostAtOnce() throws DecodeException {
    pool.use(network());
    for (int i = 0; i < 5; i++) {
      fail(i);
      pass(Duration.ZERO);
      assertThat(builds).as("failure %d is forgiven at once", i).hasSize(i + 2);
    }
    for (int i = 5; i < 40; i++) {
      fail(i);
      pass(Duration.ofMillis(99));
      assertThat(builds).hasSize(i + 1);
      pass(Duration.ofMillis(1));
      assertThat(builds).hasSize(i + 2);
    }
    succeed(40).destroy();
    pass(SECOND);
    fail(41);
    pass(SECOND);
    assertThat(builds).as("a success makes it forget").hasSize(43);
  }

  /** Case net-4: this machine is off the network. */
  @Test
  void linksThatFail_areTriedAgainWithGrowingPauses() throws DecodeException {
    pool.use(network());
    int tried = 0;
    for (Duration time = Duration.ZERO; time.toMinutes() < 10; time = time.plusSeconds(1)) {
      for (; tried < builds.size(); tried++) {
        failAtLink(tried);
      }
      pass(Duration.ofSeconds(1));
    }
    assertThat(tried).as("links asked for in ten minutes").isBetween(8 + 10, 8 + 60);
    assertThat(take(443, ALICE).isDone()).isFalse();
    pool.use(network());
    succeedAll();
    assertThat(take(443, ALICE).isSuccess()).as("and at once when it is back").isTrue();
  }

  @Test
  void linkThatSeveralWaitedFor_countsOnce() throws DecodeException {
    TestNetwork one = new TestNetwork();
    one.relay("Fast Guard Running Stable V2Dir Valid", 10, "1");
    one.relay("Exit Fast Running Stable Valid", 10, "80,443");
    one.relay("Fast Running Stable Valid", 10, "1");
    pool.use(one.view());
    for (int i = 0; i < 8; i++) {
      assertThat(take(443, Isolation.byLogin("user" + i, "")).isDone()).isFalse();
    }
    assertThat(builds).hasSize(8);
    for (int i = 0; i < 8; i++) {
      builds.get(i).promise().setFailure(new BuildFailure("it failed", true));
    }
    pass(Duration.ZERO);
    pass(Duration.ZERO);
    assertThat(builds).as("all again at once").hasSize(16);
  }

  /** Two relays stand still: case fault-21. */
  @Test
  void circuitThatIsSlow_getsCompany_andTheFirstToBeBuiltServes() throws DecodeException {
    pool.use(network());
    succeed(0);
    pass(SECOND);
    succeed(1);
    assertThat(take(443, ALICE).isSuccess()).isTrue();
    assertThat(take(443, BOB).isSuccess()).isTrue();
    Future<PooledCircuit> dave = take(443, Isolation.byLogin("dave", ""));
    assertThat(dave.isDone()).isFalse();
    int before = builds.size();
    pass(Duration.ofMillis(1500));
    int company = builds.size();
    assertThat(company).isGreaterThan(before);
    pass(Duration.ofMillis(1500));
    assertThat(builds).hasSizeGreaterThan(company);
    succeed(builds.size() - 1);
    assertThat(dave.isSuccess()).isTrue();
  }

  @Test
  void slowCircuits_forNobody_areAFew() throws DecodeException {
    pool.use(network());
    pass(Duration.ofMinutes(5));
    for (int i = 0; i < 100; i++) {
      pass(Duration.ofSeconds(2));
    }
    assertThat(builds).hasSizeBetween(10, 12);
  }

  @Test
  void slowCircuits_forAStream_areAtMost32() throws DecodeException {
    pool.use(network());
    assertThat(take(443, ALICE).isDone()).isFalse();
    for (int i = 0; i < 50; i++) {
      pass(Duration.ofSeconds(2));
    }
    assertThat(builds).hasSize(32);
  }

  @Test
  void stream_thatWaitsTooLong_isToldSo() throws DecodeException {
    NetworkView network = network();
    Future<PooledCircuit> future = pool.take(new Usage.Exit(443, ALICE, identities(network)));
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
    pass(SECOND);
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
