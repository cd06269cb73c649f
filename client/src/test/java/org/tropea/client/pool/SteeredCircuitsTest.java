package org.tropea.client.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.network.Relay;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.circuit.CircuitFacts;
import org.tropea.protocol.circuit.CircuitPurpose;
import org.tropea.protocol.circuit.OriginCircuit;

/** Row Q06: circuits that a controller chooses. */
class SteeredCircuitsTest extends ScriptedPool {
  private static OriginCircuit numbered(OriginCircuit circuit, long number, CircuitPurpose what) {
    when(circuit.facts()).thenReturn(new CircuitFacts(number, what, List.of()));
    return circuit;
  }

  @Test
  void chosenCircuit_passesThoseRelays_andIsTakenByStreams() throws DecodeException {
    pool.foreseeNothing(true);
    List<Relay> relays = network().relays().subList(0, 3);
    OptionalLong number = pool.steered().launch(relays, false);
    assertThat(builds).hasSize(1);
    assertThat(builds.get(0).path().hops()).isEqualTo(relays);
    assertThat(builds.get(0).bias()).isNull();
    OriginCircuit circuit = numbered(succeed(0), number.getAsLong(), CircuitPurpose.GENERAL);
    assertThat(taken(take(443, Isolation.NONE)).circuit()).isSameAs(circuit);
    assertThat(pool.close(number.getAsLong(), false)).isTrue();
    verify(circuit).destroy(DestroyReason.REQUESTED);
    assertThat(pool.steered().find(number.getAsLong())).isEmpty();
  }

  @Test
  void relaysThatComeTwice_areRefused() throws DecodeException {
    Relay relay = network().relays().get(0);
    assertThat(pool.steered().launch(List.of(relay, relay), false)).isEmpty();
    assertThat(pool.steered().extend(77, List.of(relay))).isFalse();
    assertThat(pool.steered().assign(77, true)).isFalse();
  }

  @Test
  void reservedCircuit_isTakenByNoStream_untilItIsForEverybody() throws DecodeException {
    NetworkView view = network();
    pool.use(view);
    succeedAll();
    OriginCircuit first = numbered(circuitOf(0), 1, CircuitPurpose.GENERAL);
    assertThat(pool.steered().assign(1, true)).isTrue();
    verify(first).assign(CircuitPurpose.CONTROLLED);
    assertThat(pool.steered().find(1).orElseThrow().isClean()).isFalse();
    assertThat(pool.steered().assign(1, false)).isTrue();
    assertThat(pool.steered().find(1).orElseThrow().isClean()).isTrue();
  }

  private OriginCircuit circuitOf(int build) {
    return builds.get(build).promise().getNow();
  }

  @Test
  void extension_whileItIsBuilt_comesAfterIt_andStreamsWaitForItsEnd() throws DecodeException {
    pool.foreseeNothing(true);
    List<Relay> relays = network().relays();
    long number = pool.steered().launch(relays.subList(0, 2), false).getAsLong();
    assertThat(pool.steered().extend(number, relays.subList(2, 4))).isTrue();
    OriginCircuit circuit = numbered(circuit(), number, CircuitPurpose.GENERAL);
    Promise<OriginCircuit> third = loop.eventLoop().newPromise();
    Promise<OriginCircuit> fourth = loop.eventLoop().newPromise();
    when(circuit.extend(any(), any())).thenReturn(third).thenReturn(fourth);
    builds.get(0).promise().setSuccess(circuit);
    loop.runPendingTasks();
    verify(circuit).prolong(relays.subList(2, 4).stream().map(Relay::target).toList());
    PooledCircuit pooled = pool.steered().find(number).orElseThrow();
    assertThat(pooled.isAttachable()).isFalse();
    Future<PooledCircuit> stream = take(443, Isolation.NONE);
    assertThat(stream.isDone()).isFalse();
    third.setSuccess(circuit);
    loop.runPendingTasks();
    fourth.setSuccess(circuit);
    loop.runPendingTasks();
    assertThat(taken(stream)).isSameAs(pooled);
    assertThat(pooled.relay(4)).isEqualTo(relays.get(3));
    assertThat(pooled.relay(5)).isNull();
  }

  @Test
  void extensionThatFails_closesTheCircuit() throws DecodeException {
    List<Relay> relays = network().relays();
    long number = pool.steered().launch(relays.subList(0, 2), true).getAsLong();
    OriginCircuit circuit = numbered(circuit(), number, CircuitPurpose.CONTROLLED);
    Promise<OriginCircuit> third = loop.eventLoop().newPromise();
    when(circuit.extend(any(), any())).thenReturn(third);
    builds.get(0).promise().setSuccess(circuit);
    loop.runPendingTasks();
    assertThat(pool.steered().extend(number, relays.subList(2, 3))).isTrue();
    third.setFailure(new BuildFailure("it failed", false));
    loop.runPendingTasks();
    assertThat(circuit.isOpen()).isFalse();
  }
}
