package org.tropea.integration.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sequences of cells that are right, nearly right or noise, against a relay of ours: after them it
 * does what a relay is there for, has logged nothing, and nothing is left over.
 *
 * <p>The same links are played each time, as many as the time allows; {@code -Dprobe.seed=} begins
 * elsewhere, {@code -Dprobe.seconds=} goes on for longer.
 */
class StatefulFuzzTest {
  private static final long FIRST_SEED = Long.getLong("probe.seed", 1_000);
  private static final Duration TIME = Duration.ofSeconds(Long.getLong("probe.seconds", 15));
  private static final Duration CLEANUP_PATIENCE = Duration.ofSeconds(20);
  private static final int LINKS_PER_CHECK = 10;
  private static final int WARM_LINKS = 12;

  private final ProbeIdentity identity = new ProbeIdentity();

  @Test
  void anySequenceOfCells_leavesTheRelayAsItWas(@TempDir Path folder) throws Exception {
    try (LogWatch log = new LogWatch();
        LoopbackServers servers = new LoopbackServers();
        TropeaNode node = new TropeaNode("fuzzed", folder, 2);
        TropeaNode neighbour = new TropeaNode("neighbour", folder, 1);
        TropeaNode other = new TropeaNode("other", folder, 1)) {
      Survival survival = new Survival(node.node(), neighbour.node(), other.node(), servers);
      // Whatever is made once and kept is there before anything is counted.
      for (int i = 0; i < WARM_LINKS; i++) {
        play(i, node, neighbour, servers);
        survival.assertServes(identity);
      }
      // That these exits have no name server is said once.
      log.clear();
      Leftovers before = Leftovers.now();
      long end = System.nanoTime() + TIME.toNanos();
      int links = 0;
      int cells = 0;
      for (; System.nanoTime() < end; links++) {
        cells += play(FIRST_SEED + links, node, neighbour, servers);
        assertThat(log.loud()).as("after the link of seed %d", FIRST_SEED + links).isEmpty();
        if (links % LINKS_PER_CHECK == 0) {
          survival.assertServes(identity);
        }
      }
      survival.assertServes(identity);
      System.out.printf("Stateful fuzz: %d links, %d cells%n", links, cells);
      assertThat(before.awaitReturn(CLEANUP_PATIENCE)).isEmpty();
      survival.assertIdle();
    }
  }

  private int play(long seed, TropeaNode node, TropeaNode neighbour, LoopbackServers servers)
      throws Exception {
    try (Scene scene = new Scene(node.node(), neighbour.node(), servers, identity)) {
      CellFuzz fuzz = new CellFuzz(seed, scene);
      fuzz.play();
      return fuzz.cells();
    } catch (AssertionError e) {
      throw new AssertionError("the link of seed " + seed, e);
    }
  }
}
