package org.tropea.client.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tropea.client.path.PathRules;
import org.tropea.client.path.PathSelector;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.network.Relay;
import org.tropea.directory.network.TestNetwork;
import org.tropea.protocol.channel.Machine;
import org.tropea.protocol.circuit.CircuitPurpose;
import org.tropea.protocol.circuit.OriginCircuit;

/** Row P16, circuits that are kept for onion services, and row P17, cannibalising. */
class InternalCircuitsTest extends ScriptedPool {
  private static final Errand INTERNAL = Errand.of(CircuitPurpose.INTERNAL);

  private final List<Build> kept = new ArrayList<>();
  private ServiceCircuits services;
  private NetworkView view;

  @BeforeEach
  void keep() throws DecodeException {
    PathSelector selector = new PathSelector(guards, PathRules.ONE_SUBNET, new SecureRandom());
    pool.close();
    pool = pool(selector);
    services = new ServiceCircuits(loop.eventLoop(), pool, builder, selector, Machine.best());
    when(builder.build(any(), eq(INTERNAL), any()))
        .thenAnswer(
            call -> {
              Promise<OriginCircuit> promise = loop.eventLoop().newPromise();
              kept.add(new Build(call.getArgument(0), call.getArgument(2), promise));
              return new CircuitBuilder.Begun(++launched, promise);
            });
    Promise<OriginCircuit> never = loop.eventLoop().newPromise();
    when(builder.build(any(), argThat(errand -> isRendezvous(errand)), any()))
        .thenReturn(new CircuitBuilder.Begun(0, never));
    TestNetwork network = new TestNetwork();
    for (int i = 0; i < 20; i++) {
      network.relay(
          "Exit Fast Guard Running Stable V2Dir Valid",
          10,
          "80,443",
          "HSRend=1-2 Link=4-5 Relay=1-4");
    }
    view = network.view();
    services.use(view);
    pool.use(view);
  }

  private static boolean isRendezvous(@Nullable Errand errand) {
    return errand != null && errand.purpose() == CircuitPurpose.RENDEZVOUS;
  }

  /** A second passes, and all that is under way is built. */
  private void passSeconds(int seconds) {
    for (int i = 0; i < seconds; i++) {
      pass(SECOND);
      succeedAll();
      kept.stream()
          .filter(build -> !build.promise().isDone())
          .forEach(build -> build.promise().setSuccess(circuit()));
      loop.runPendingTasks();
    }
  }

  private OriginCircuit built(int number) {
    return kept.get(number).promise().getNow();
  }

  @Test
  void client_thatStarts_keepsThree_afterThoseForStreams_oneASecond() {
    passSeconds(1);
    assertThat(builds).hasSize(2);
    assertThat(kept).isEmpty();
    for (int i = 1; i <= 3; i++) {
      passSeconds(1);
      assertThat(kept).hasSize(i);
    }
    passSeconds(20);
    assertThat(kept).hasSize(3);
    assertThat(builds).hasSize(2);
  }

  @Test
  void paths_haveAGuard_oneOfFourRelays_andAnother() {
    Set<RsaIdentity> second = new HashSet<>();
    Set<RsaIdentity> first = new HashSet<>();
    passSeconds(5);
    for (int i = 0; i < 40; i++) {
      List<Relay> hops = kept.get(kept.size() - 1).path().hops();
      assertThat(hops).hasSize(3);
      first.add(hops.get(0).identity());
      second.add(hops.get(1).identity());
      built(kept.size() - 1).destroy();
      passSeconds(1);
    }
    assertThat(first).hasSize(1);
    assertThat(second).hasSizeBetween(2, 4);
  }

  /** Row P18. */
  @Test
  void client_thatRests_buildsNothingAhead_andWhatIsAskedForAllTheSame() {
    pool.rest(true);
    int begun = builds.size();
    passSeconds(60);
    assertThat(builds).hasSize(begun);
    assertThat(kept).isEmpty();
    assertThat(take(443, ALICE).isSuccess()).isTrue();
    passSeconds(60);
    assertThat(builds).hasSize(begun);
    pool.rest(false);
    passSeconds(10);
    assertThat(builds.size()).isGreaterThan(begun);
    assertThat(kept).hasSize(3);
  }

  /** 30 to 60 minutes after the last use. */
  @Test
  void client_thatNobodyUses_keepsNone() {
    passSeconds(5);
    pass(Duration.ofMinutes(61));
    pass(Duration.ofMinutes(4));
    loop.runPendingTasks();
    int begun = kept.size();
    passSeconds(60);
    assertThat(kept).hasSize(begun);
    assertThat(kept).noneMatch(build -> build.promise().getNow().isOpen());
    take(443, ALICE).cancel(false);
    assertThat(services.toRendezvousPoint().isDone()).isFalse();
    passSeconds(10);
    assertThat(kept.size()).isGreaterThan(begun);
  }

  @Test
  void rendezvous_takesOneThatIsReady_andAnotherIsKept() {
    passSeconds(5);
    Future<ServiceCircuits.RendezvousCircuit> taken = services.toRendezvousPoint();
    assertThat(taken.getNow().circuit()).isSameAs(built(0));
    assertThat(taken.getNow().point()).isEqualTo(kept.get(0).path().last());
    verify(built(0)).become(CircuitPurpose.RENDEZVOUS, List.of());
    passSeconds(1);
    assertThat(kept).hasSize(4);
    assertThat(services.toRendezvousPoint().getNow().circuit()).isSameAs(built(1));
  }

  @Test
  void introduction_extendsOneThatIsReady_andDoesNotPassItsEnd() {
    passSeconds(5);
    Relay end = kept.get(0).path().last();
    int other = 1;
    while (kept.get(other).path().hops().contains(end)) {
      built(other++).destroy();
      passSeconds(1);
    }
    OriginCircuit circuit = built(other);
    Promise<OriginCircuit> extended = loop.eventLoop().newPromise();
    when(circuit.extend(any(), any())).thenReturn(extended);
    Future<OriginCircuit> taken = services.to(end, CircuitPurpose.INTRODUCTION);
    verify(circuit).become(CircuitPurpose.INTRODUCTION, List.of(end.target()));
    assertThat(taken.isDone()).isFalse();
    extended.setSuccess(circuit);
    assertThat(taken.getNow()).isSameAs(circuit);
    assertThat(built(0).isOpen()).isTrue();
  }

  @Test
  void end_thatDoesNotAnswer_failsTheCircuitInTime() {
    passSeconds(5);
    Promise<OriginCircuit> never = loop.eventLoop().newPromise();
    for (int i = 0; i < 3; i++) {
      when(built(i).extend(any(), any())).thenReturn(never);
    }
    Relay end =
        view.relays().stream()
            .filter(relay -> kept.stream().noneMatch(k -> k.path().hops().contains(relay)))
            .findFirst()
            .orElseThrow();
    Future<OriginCircuit> taken = services.to(end, CircuitPurpose.SERVICE_DIRECTORY);
    pass(BuildTimeouts.FIRST.giveUp());
    assertThat(taken.cause()).isInstanceOf(BuildFailure.class);
    assertThat(built(0).isOpen()).isFalse();
  }
}
