package org.tropea.client.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.when;

import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tropea.client.path.Path;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.protocol.circuit.OriginCircuit;
import org.tropea.protocol.circuit.WayOut;

/**
 * Case net-3: a relay of C tor may keep to itself for minutes that the next one is no more, so that
 * circuits which come to a killed guard behind others would hang.
 */
class LostRelaysTest extends ScriptedPool {
  private static final int MANY = 500;

  private final Set<WayOut> given = new HashSet<>();
  private int users;
  private @Nullable RsaIdentity killed;

  /** Somebody else asks for a circuit, and all that is begun within a second is built. */
  private void useOne() {
    Future<PooledCircuit> stream = take(443, Isolation.byLogin("user" + users++, ""));
    loop.runPendingTasks();
    settleAll();
    given.add(taken(stream).circuit());
    pass(SECOND);
    settleAll();
  }

  /** No link comes about to the relay that was killed. */
  private void settleAll() {
    for (int i = 0; i < builds.size(); i++) {
      Build build = builds.get(i);
      if (!build.promise().isDone() && build.path().first().identity().equals(killed)) {
        failAtLink(i);
      } else if (!build.promise().isDone()) {
        succeed(i);
      }
    }
  }

  private static boolean passes(Path path, RsaIdentity lost) {
    return path.behindFirst().stream().anyMatch(relay -> relay.identity().equals(lost));
  }

  /** Circuits that are open and come to {@code relay} behind others. */
  private List<OriginCircuit> behind(RsaIdentity relay) {
    return builds.stream()
        .filter(build -> passes(build.path(), relay))
        .filter(build -> build.promise().isSuccess())
        .map(build -> build.promise().getNow())
        .filter(OriginCircuit::isOpen)
        .toList();
  }

  @Test
  void killedGuard_isPassedByNoCircuitThatIsReady_andByNoneForAMinute() throws DecodeException {
    pool.use(network());
    RsaIdentity lost = builds.get(0).path().first().identity();
    OriginCircuit download = succeed(0);
    while (given.containsAll(behind(lost)) || !given.contains(download)) {
      useOne();
      assertThat(users).isLessThan(MANY);
    }
    List<OriginCircuit> before = behind(lost);
    when(download.isLinkLost()).thenReturn(true);
    killed = lost;
    download.destroy();
    loop.runPendingTasks();
    assertThat(before).filteredOn(circuit -> !given.contains(circuit)).noneMatch(this::isOpen);
    assertThat(before).filteredOn(given::contains).as("may be alive").allMatch(this::isOpen);
    int begun = builds.size();
    for (int i = 0; i < 59; i++) {
      useOne();
    }
    assertThat(builds.subList(begun, builds.size()))
        .hasSizeGreaterThan(50)
        .noneMatch(build -> passes(build.path(), lost));
    pass(Duration.ofSeconds(2));
    int later = builds.size();
    while (builds.subList(later, builds.size()).stream()
        .noneMatch(build -> passes(build.path(), lost))) {
      useOne();
      assertThat(users).as("not left for good").isLessThan(2 * MANY);
    }
  }

  private boolean isOpen(OriginCircuit circuit) {
    return circuit.isOpen();
  }
}
