package org.tropea.client.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.client.path.Path;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.network.TestNetwork;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.circuit.CircuitFacts;
import org.tropea.protocol.circuit.CircuitPurpose;
import org.tropea.protocol.circuit.OriginCircuit;
import org.tropea.protocol.circuit.OriginSet;
import org.tropea.protocol.circuit.OriginStreams;
import org.tropea.protocol.circuit.WayOut;

/** Row F11; TROVE-2026-040. */
class ReadySetsTest extends ScriptedPool {
  private static final String TODAY = "Conflux=1 FlowCtrl=1-2 Link=3-5 Relay=2-6";

  private final List<Made> sets = new ArrayList<>();
  private final List<Build> legs = new ArrayList<>();

  /** A set that the pool has made, and what it has asked the exit for. */
  private record Made(
      OriginSet set,
      Map<OriginCircuit, Promise<OriginCircuit>> asked,
      Promise<DestroyReason> over) {}

  @Override
  ConfluxSettings conflux() {
    return ConfluxSettings.USUAL;
  }

  @BeforeEach
  void makeSets() {
    when(builder.build(any(), eq(Errand.of(CircuitPurpose.CONFLUX)), any()))
        .thenAnswer(
            call -> {
              Promise<OriginCircuit> promise = loop.eventLoop().newPromise();
              legs.add(new Build(call.getArgument(0), null, promise));
              return new CircuitBuilder.Begun(++launched, promise);
            });
    when(builder.newSet(any())).thenAnswer(call -> made());
  }

  private OriginSet made() {
    OriginSet set = mock(OriginSet.class);
    Promise<DestroyReason> over = loop.eventLoop().newPromise();
    Made made = new Made(set, new LinkedHashMap<>(), over);
    sets.add(made);
    when(set.ask(any()))
        .thenAnswer(
            call -> {
              Promise<OriginCircuit> agreed = loop.eventLoop().newPromise();
              OriginCircuit circuit = call.getArgument(0);
              made.asked().put(circuit, agreed);
              circuit.closed().addListener(gone -> agreed.tryFailure(new AssertionError("gone")));
              return agreed;
            });
    when(set.closed()).thenReturn(over);
    when(set.isOpen()).thenAnswer(call -> !over.isDone());
    when(set.facts()).thenReturn(new CircuitFacts(1, CircuitPurpose.CONFLUX, List.of()));
    OriginStreams streams = mock(OriginStreams.class);
    when(streams.isIdle()).thenReturn(true);
    when(set.streams()).thenReturn(streams);
    doAnswer(
            call -> {
              made.asked().keySet().forEach(OriginCircuit::destroy);
              return over.trySuccess(call.getArgument(0));
            })
        .when(set)
        .destroy(any());
    return set;
  }

  /** Twelve relays, of which so many exits speak conflux. */
  private static NetworkView network(int speaking, int silent, String parameters)
      throws DecodeException {
    TestNetwork network = new TestNetwork();
    network.parameters(parameters);
    for (int i = 0; i < speaking; i++) {
      network.relay("Exit Fast Guard Running Stable V2Dir Valid", 10, "80,443", TODAY);
    }
    for (int i = 0; i < silent; i++) {
      network.relay("Exit Fast Guard Running Stable V2Dir Valid", 10, "80,443");
    }
    for (int i = 0; i < 6; i++) {
      network.relay("Fast Guard Running Stable V2Dir Valid", 10, "", TODAY);
    }
    return network.view();
  }

  private OriginCircuit build(int leg) {
    OriginCircuit circuit = circuit();
    when(circuit.loop()).thenReturn(loop.eventLoop());
    legs.get(leg).promise().setSuccess(circuit);
    loop.runPendingTasks();
    return circuit;
  }

  private void failLeg(int leg) {
    legs.get(leg).promise().setFailure(new BuildFailure("it failed", false));
    loop.runPendingTasks();
  }

  private void agree(int set, OriginCircuit circuit) {
    Objects.requireNonNull(sets.get(set).asked().get(circuit)).setSuccess(circuit);
    loop.runPendingTasks();
  }

  /** Links the set whose legs are these two builds. */
  private void link(int set, int first, int second) {
    OriginCircuit one = build(first);
    OriginCircuit two = build(second);
    agree(set, one);
    agree(set, two);
  }

  private static Set<RsaIdentity> hops(List<Build> builds, int hop) {
    return builds.stream()
        .map(build -> build.path().hops().get(hop).identity())
        .collect(Collectors.toSet());
  }

  @Test
  void use_aNetwork_begins3Sets_of2LegsThatShareNothingButTheirExit() throws Exception {
    pool.use(network(6, 0, "bwweightscale=10000"));
    assertThat(sets).hasSize(3);
    assertThat(legs).hasSize(6);
    for (int set = 0; set < 3; set++) {
      List<Build> both = legs.subList(2 * set, 2 * set + 2);
      assertThat(hops(both, 0)).hasSize(2);
      assertThat(hops(both, 1)).hasSize(2);
      assertThat(hops(both, 2)).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "6, 0, cfx_enabled=0, 0",
    "6, 0, cc_alg=0, 0",
    "6, 0, cfx_num_legs_set=0, 0",
    "0, 6, cfx_enabled=1, 0",
    "3, 3, cfx_enabled=1, 1",
    "3, 3, cfx_low_exit_threshold=5000, 3",
    "6, 0, cfx_max_prebuilt_set=2, 2",
    "6, 0, cfx_max_linked_set=0, 0"
  })
  void sets_areAsManyAsTheNetworkSays(int speaking, int silent, String parameters, int ready)
      throws Exception {
    pool.use(network(speaking, silent, parameters));
    assertThat(sets).hasSize(ready);
  }

  @Test
  void exits_ofSets_areThoseThatSpeakConflux() throws Exception {
    NetworkView view = network(2, 8, "cfx_low_exit_threshold=0");
    pool.use(view);
    assertThat(hops(legs, 2))
        .allMatch(
            exit -> view.relay(exit).orElseThrow().entry().protocols().supports("Conflux", 1));
  }

  @Test
  void stream_getsASet_soonerThanACircuit() throws Exception {
    pool.use(network(6, 0, "bwweightscale=10000"));
    succeed(0);
    link(0, 0, 1);
    assertThat(taken(take(443, ALICE)).circuit()).isSameAs(sets.get(0).set());
    pass(SECOND);
    assertThat(sets).as("another takes its place").hasSize(4);
  }

  @Test
  void stream_thatWaits_getsTheSet_whenThatIsFirst() throws Exception {
    pool.use(network(6, 0, "bwweightscale=10000"));
    Future<PooledCircuit> waiting = take(443, ALICE);
    link(0, 0, 1);
    assertThat(taken(waiting).circuit()).isSameAs(sets.get(0).set());
    assertThat(pool.firstCircuit().isSuccess()).isTrue();
  }

  /** TROVE-2026-040: whose a set is, is one fact for all its legs. */
  @Test
  void set_isNeverSharedByOthers() throws Exception {
    pool.use(network(6, 0, "bwweightscale=10000"));
    link(0, 0, 1);
    link(1, 2, 3);
    PooledCircuit alices = taken(take(443, ALICE));
    PooledCircuit bobs = taken(take(443, BOB));
    assertThat(alices.circuit()).isNotSameAs(bobs.circuit());
    for (int i = 0; i < 10; i++) {
      assertThat(taken(take(80, ALICE)).circuit()).isSameAs(alices.circuit());
      assertThat(taken(take(80, BOB)).circuit()).isSameAs(bobs.circuit());
    }
  }

  /** TROVE-2026-040 and 053: whatever comes and goes, what two own is never one. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void randomLife_ofThePool_neverSharesASetOrCircuit(int seed) throws Exception {
    Random chance = new Random(seed);
    List<Isolation> owners =
        List.of(ALICE, BOB, Isolation.byLogin("carol", ""), Isolation.byLogin("dave", ""));
    IdentityHashMap<WayOut, Isolation> owned = new IdentityHashMap<>();
    List<Map.Entry<Isolation, Future<PooledCircuit>>> asked = new ArrayList<>();
    pool.use(network(6, 0, "bwweightscale=10000"));
    for (int step = 0; step < 1000; step++) {
      int what = chance.nextInt(100);
      if (what < 40) {
        Isolation owner = owners.get(chance.nextInt(owners.size()));
        asked.add(Map.entry(owner, take(chance.nextBoolean() ? 80 : 443, owner)));
      } else if (what < 75) {
        goOn(chance);
      } else if (what < 85 && !sets.isEmpty()) {
        Made made = sets.get(chance.nextInt(sets.size()));
        made.set().destroy(DestroyReason.FINISHED);
        loop.runPendingTasks();
      } else if (what < 95) {
        pass(Duration.ofSeconds(chance.nextInt(120)));
      } else {
        asked.stream()
            .filter(each -> each.getValue().isSuccess())
            .skip(chance.nextInt(1 + asked.size()))
            .findFirst()
            .ifPresent(each -> pool.retire(each.getValue().getNow()));
      }
      for (Map.Entry<Isolation, Future<PooledCircuit>> each : asked) {
        if (each.getValue().isSuccess()) {
          WayOut way = each.getValue().getNow().circuit();
          assertThat(owned.computeIfAbsent(way, any -> each.getKey())).isEqualTo(each.getKey());
        }
      }
    }
    assertThat(owned.keySet().stream().filter(OriginSet.class::isInstance)).hasSizeGreaterThan(10);
    assertThat(Set.copyOf(owned.values())).hasSize(owners.size());
  }

  /** A circuit that is under way is built or fails, or an exit agrees to one. */
  private void goOn(Random chance) {
    List<OriginCircuit> unanswered = new ArrayList<>();
    for (Made made : sets) {
      made.asked().forEach((leg, agreed) -> addUnless(agreed, unanswered, leg));
    }
    List<Promise<OriginCircuit>> building = new ArrayList<>();
    Stream.concat(legs.stream(), builds.stream())
        .forEach(build -> addUnless(build.promise(), building, build.promise()));
    if (!unanswered.isEmpty() && (building.isEmpty() || chance.nextBoolean())) {
      OriginCircuit leg = unanswered.get(chance.nextInt(unanswered.size()));
      for (int set = 0; set < sets.size(); set++) {
        if (sets.get(set).asked().containsKey(leg)) {
          agree(set, leg);
        }
      }
    } else if (!building.isEmpty()) {
      Promise<OriginCircuit> build = building.get(chance.nextInt(building.size()));
      if (chance.nextInt(10) == 0) {
        build.setFailure(new BuildFailure("it failed", false));
      } else {
        OriginCircuit circuit = circuit();
        when(circuit.loop()).thenReturn(loop.eventLoop());
        build.setSuccess(circuit);
      }
      loop.runPendingTasks();
    }
  }

  private static <T> void addUnless(Future<?> done, List<T> list, T one) {
    if (!done.isDone()) {
      list.add(one);
    }
  }

  @Test
  void set_isUsed_onlyOnceBothLegsAreLinked() throws Exception {
    pool.use(network(6, 0, "bwweightscale=10000"));
    OriginCircuit one = build(0);
    OriginCircuit two = build(1);
    agree(0, two);
    verify(sets.get(0).set(), never()).complete();
    agree(0, one);
    verify(sets.get(0).set()).complete();
  }

  @Test
  void leg_thatCannotBeBuilt_isMadeGoodFor_byOthersThanTheOther() throws Exception {
    pool.use(network(6, 0, "cfx_max_prebuilt_set=1"));
    OriginCircuit one = build(0);
    agree(0, one);
    failLeg(1);
    assertThat(legs).hasSize(3);
    List<Build> both = List.of(legs.get(0), legs.get(2));
    assertThat(hops(both, 0)).hasSize(2);
    assertThat(hops(both, 2)).hasSize(1);
    agree(0, build(2));
    verify(sets.get(0).set()).complete();
  }

  @Test
  void leg_thatFailsTooOften_endsTheSet_andTheNextIsBegunLater() throws Exception {
    pool.use(network(6, 0, "cfx_max_prebuilt_set=1"));
    OriginCircuit one = build(0);
    agree(0, one);
    for (int leg = 1; leg < 5; leg++) {
      assertThat(legs).hasSize(leg + 1);
      failLeg(leg);
    }
    assertThat(legs).as("2, and 3 that were made good for").hasSize(5);
    assertThat(one.isOpen()).isFalse();
    assertThat(sets).hasSize(1);
    pass(Duration.ofSeconds(1));
    assertThat(sets).hasSize(2);
  }

  @Test
  void exit_thatNeverAgrees_losesTheLeg() throws Exception {
    pool.use(network(6, 0, "cfx_max_prebuilt_set=1"));
    OriginCircuit one = build(0);
    OriginCircuit two = build(1);
    agree(0, one);
    pass(BuildTimeouts.FIRST.giveUp().plusSeconds(1));
    assertThat(two.isOpen()).isFalse();
    assertThat(one.isOpen()).isTrue();
    assertThat(legs).hasSize(3);
  }

  @Test
  void legs_thatAllFail_areBegunAnew_withGrowingPauses() throws Exception {
    pool.use(network(6, 0, "cfx_max_prebuilt_set=1"));
    Duration pause = Duration.ofSeconds(1);
    for (int set = 0; set < 4; set++) {
      assertThat(sets).hasSize(set + 1);
      failLeg(legs.size() - 2);
      while (!sets.get(set).over().isDone()) {
        failLeg(legs.size() - 1);
      }
      pass(pause.minusMillis(1));
      assertThat(sets).hasSize(set + 1);
      pass(Duration.ofMillis(1));
      pause = pause.multipliedBy(2);
    }
  }

  /** As C tor's: what is kept for nobody ends, once nobody is expected. */
  @Test
  void set_thatNobodyUses_ends_andNoneIsMadeUntilSomebodyAsks() throws Exception {
    pool.use(network(6, 0, "cfx_max_prebuilt_set=1"));
    succeed(0);
    link(0, 0, 1);
    pass(Duration.ofMinutes(30).minusSeconds(1));
    assertThat(sets.get(0).over().isDone()).isFalse();
    pass(Duration.ofMinutes(35));
    assertThat(sets.get(0).over().isDone()).isTrue();
    assertThat(sets).hasSize(1);
    assertThat(builds).hasSize(1);
    Future<PooledCircuit> waiting = take(443, ALICE);
    pass(SECOND);
    assertThat(sets).hasSize(2);
    link(1, 2, 3);
    assertThat(taken(waiting).circuit()).isSameAs(sets.get(1).set());
  }

  @Test
  void set_thatNobodyUses_isReplaced_whileSomebodyIsExpected() throws Exception {
    when(builder.isLearning()).thenReturn(true);
    pool.use(network(6, 0, "cfx_max_prebuilt_set=1"));
    link(0, 0, 1);
    pass(Duration.ofMinutes(3).plusSeconds(30));
    assertThat(sets.get(0).over().isDone()).isTrue();
    assertThat(sets).hasSize(2);
  }

  @Test
  void set_inUse_outlivesWhatNobodyUses() throws Exception {
    when(builder.isLearning()).thenReturn(true);
    pool.use(network(6, 0, "cfx_max_prebuilt_set=1"));
    link(0, 0, 1);
    taken(take(443, ALICE));
    pass(DIRTINESS.minusSeconds(1));
    assertThat(sets.get(0).over().isDone()).isFalse();
    pass(Duration.ofSeconds(30));
    assertThat(sets.get(0).over().isDone()).isTrue();
  }

  /** C tor counts sets in use too, and begins none beside so many. */
  @Test
  void sets_areNeverMoreThanTheNetworkAllows_usedOnesToo() throws Exception {
    pool.use(network(6, 0, "cfx_max_linked_set=2 cfx_max_prebuilt_set=1"));
    link(0, 0, 1);
    taken(take(443, ALICE));
    pass(SECOND);
    link(1, 2, 3);
    taken(take(443, BOB));
    pass(SECOND);
    assertThat(sets).hasSize(2);
    sets.get(0).over().setSuccess(DestroyReason.FINISHED);
    pass(SECOND);
    assertThat(sets).hasSize(3);
  }

  @Test
  void close_leavesNothingOfSetsUnderWay() throws Exception {
    pool.use(network(6, 0, "bwweightscale=10000"));
    OriginCircuit asked = build(0);
    OriginCircuit linked = build(2);
    OriginCircuit too = build(3);
    agree(1, linked);
    agree(1, too);
    pool.close();
    loop.runPendingTasks();
    assertThat(asked.isOpen()).isFalse();
    assertThat(sets).allMatch(made -> made.over().isDone());
    OriginCircuit late = build(1);
    assertThat(late.isOpen()).isFalse();
    assertThat(sets).hasSize(3);
  }

  @Test
  void set_thatIsOver_isReplaced() throws Exception {
    pool.use(network(6, 0, "bwweightscale=10000"));
    link(0, 0, 1);
    sets.get(0).over().setSuccess(DestroyReason.FINISHED);
    loop.runPendingTasks();
    pass(SECOND);
    assertThat(sets).hasSize(4);
    Future<PooledCircuit> future = take(443, ALICE);
    link(3, 6, 7);
    assertThat(taken(future).circuit()).isSameAs(sets.get(3).set());
  }

  @Test
  void stream_thatTimedOut_isLedPastAllRelaysOfTheSet() throws Exception {
    pool.use(network(6, 0, "bwweightscale=10000"));
    link(0, 0, 1);
    List<Path> paths = List.of(legs.get(0).path(), legs.get(1).path());
    PooledCircuit set = taken(take(443, ALICE));
    assertThat(set.behindFirst())
        .containsExactlyInAnyOrder(
            paths.get(0).hops().get(1), paths.get(1).hops().get(1), paths.get(0).last());
    assertThat(pool.usedPaths()).isEqualTo(paths);
  }
}
