package org.tropea.integration.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sequences of cells that are right, nearly right or noise, against a relay of ours, for as long as
 * the test has time. The seed is printed; {@code -Dprobe.seed=} plays one again.
 */
class StatefulFuzzTest {
  private static final Duration TIME = Duration.ofSeconds(20);
  private static final Duration CLEANUP_PATIENCE = Duration.ofSeconds(25);
  private static final int LINKS_PER_CHECK = 10;
  private static final int WARM_LINKS = 12;

  private final ProbeIdentity identity = new ProbeIdentity();

  @Test
  void anySequenceOfCells_leavesTheRelayAsItWas(@TempDir Path folder) throws Exception {
    Long given = Long.getLong("probe.seed");
    long seed = given == null ? new SecureRandom().nextLong() : given;
    try (LogWatch log = new LogWatch();
        LoopbackServers servers = new LoopbackServers();
        TropeaNode node = new TropeaNode("fuzzed", folder, 2);
        TropeaNode neighbour = new TropeaNode("neighbour", folder, 1)) {
      // Whatever is made once and kept is there before anything is counted.
      for (int i = 0; i < WARM_LINKS; i++) {
        play(i, node, neighbour, servers);
      }
      Leftovers before = Leftovers.now();
      log.clear();
      long end = System.nanoTime() + TIME.toNanos();
      int links = 0;
      int cells = 0;
      while (System.nanoTime() < end) {
        cells += play(seed + links, node, neighbour, servers);
        links++;
        if (links % LINKS_PER_CHECK == 0) {
          assertAnswers(node.node(), seed + links);
        }
        assertThat(log.bugs()).as("seed %d", seed + links - 1).isEmpty();
      }
      assertThat(log.loud()).as("seed %d", seed).isEmpty();
      System.out.printf("Stateful fuzz: seed %d, %d links, %d cells%n", seed, links, cells);
      assertThat(before.awaitReturn(CLEANUP_PATIENCE)).as("seed %d", seed).isEmpty();
    }
  }

  private int play(long seed, TropeaNode node, TropeaNode neighbour, LoopbackServers servers)
      throws Exception {
    try (Scene scene = new Scene(node.node(), neighbour.node(), servers, identity)) {
      CellFuzz fuzz = new CellFuzz(seed, scene);
      fuzz.play();
      return fuzz.cells();
    }
  }

  private static void assertAnswers(ProbedNode node, long seed) throws Exception {
    try (LinkProbe link = LinkProbe.connect(node.address()).handshake()) {
      assertThat(ProbeCircuit.createFast(link).outcome())
          .as("seed %d", seed)
          .isEqualTo(Outcome.KEPT);
    }
  }
}
