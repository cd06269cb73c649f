package org.tropea.client.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.Future;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.client.path.PathRules;
import org.tropea.client.path.PathSelector;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.network.Relay;
import org.tropea.directory.network.TestNetwork;

/**
 * Case fault-33: of 35 relays in the consensus 26 are dead, and refuse connections. Time is the
 * test's, and a seed gives the same draws each time.
 */
class DeadRelaysTest extends ScriptedPool {
  private static final int RELAYS = 35;
  private static final int DEAD = 26;
  private static final int RUNS = 100;
  private static final Duration STEP = Duration.ofMillis(50);

  /** Randomness that can be had again. */
  private static final class Repeatable extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private final Random random;

    Repeatable(long seed) {
      random = new Random(seed);
    }

    @Override
    public void nextBytes(byte[] bytes) {
      random.nextBytes(bytes);
    }
  }

  /** Every second relay is an exit. */
  private static NetworkView thirtyFive() throws DecodeException {
    TestNetwork network = new TestNetwork();
    for (int i = 0; i < RELAYS; i++) {
      boolean exit = i % 2 == 0;
      String more = exit ? "Exit Fast Guard" : "Fast Guard";
      network.relay(more + " Running Stable V2Dir Valid", 10, exit ? "80,443" : "1");
    }
    return network.view();
  }

  /** The same share of exits and others is left: four, and five. */
  private static Set<Relay> dead(NetworkView view, Random random) {
    List<Relay> exits = new ArrayList<>();
    List<Relay> others = new ArrayList<>();
    view.relays().forEach(relay -> (relay.allowsExit(443) ? exits : others).add(relay));
    Collections.shuffle(exits, random);
    Collections.shuffle(others, random);
    List<Relay> dead = new ArrayList<>(exits.subList(4, exits.size()));
    dead.addAll(others.subList(5, others.size()));
    assertThat(dead).hasSize(DEAD);
    return Set.copyOf(dead);
  }

  /** Until the stream has its circuit; what becomes of each circuit shows a step later. */
  private Duration wait(Future<PooledCircuit> stream, Set<Relay> dead) {
    Duration took = Duration.ZERO;
    int answered = 0;
    while (!stream.isDone()) {
      int begun = builds.size();
      pass(STEP);
      took = took.plus(STEP);
      for (; answered < begun; answered++) {
        List<Relay> hops = builds.get(answered).path().hops();
        if (dead.contains(hops.get(0))) {
          failAtLink(answered);
        } else if (hops.stream().anyMatch(dead::contains)) {
          fail(answered);
        } else {
          succeed(answered);
        }
      }
    }
    return took;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void firstStream_whereMostRelaysAreDead_isHadWithin30Seconds(long seed) throws DecodeException {
    NetworkView view = thirtyFive();
    List<Duration> all = new ArrayList<>();
    for (int run = 0; run < RUNS; run++) {
      Random random = new Random(seed * RUNS + run);
      Set<Relay> dead = dead(view, random);
      pool.close();
      builds.clear();
      Repeatable repeatable = new Repeatable(random.nextLong());
      pool = pool(new PathSelector(guards(repeatable), PathRules.ONE_SUBNET, repeatable));
      pool.use(view);
      Future<PooledCircuit> stream = take(443, ALICE);
      all.add(wait(stream, dead));
      assertThat(stream.isSuccess()).as("run %d", run).isTrue();
    }
    assertThat(Collections.max(all)).isLessThanOrEqualTo(Duration.ofSeconds(30));
  }
}
