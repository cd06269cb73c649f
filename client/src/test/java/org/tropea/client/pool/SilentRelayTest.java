package org.tropea.client.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.Future;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.network.Relay;
import org.tropea.protocol.circuit.OriginCircuit;

/** Case net-2: a stream whose exit said nothing is tried where that relay is not. */
class SilentRelayTest extends ScriptedPool {
  @Test
  void take_afterARelayWasSilent_getsACircuitWithoutIt() throws DecodeException {
    pool.use(network());
    succeed(0);
    for (int i = 0; i < 40; i++) {
      Relay silent = builds.get(builds.size() - 1).path().last();
      Future<PooledCircuit> future =
          pool.take(new Usage.Exit(443, ALICE, Set.of(silent.identity())));
      succeedAll();
      assertThat(taken(future).paths().get(0).behindFirst()).doesNotContain(silent);
      pool.retire(taken(future));
    }
  }

  @Test
  void take_whenAllWereSilent_getsACircuitByThem() throws DecodeException {
    NetworkView network = network();
    pool.use(network);
    Future<PooledCircuit> future = pool.take(new Usage.Exit(443, ALICE, identities(network)));
    succeedAll();
    assertThat(future.isSuccess()).isTrue();
  }

  @Test
  void take_whileACircuitByTheSilentRelayIsUnderWay_startsAnother() throws DecodeException {
    pool.use(network());
    Relay silent = builds.get(0).path().hops().get(1);
    Future<PooledCircuit> future = pool.take(new Usage.Exit(443, ALICE, Set.of(silent.identity())));
    assertThat(builds).as("the one to keep ready, and one without it").hasSize(2);
    assertThat(builds.get(1).path().behindFirst()).doesNotContain(silent);
    OriginCircuit circuit = succeed(1);
    assertThat(taken(future).circuit()).isSameAs(circuit);
  }
}
