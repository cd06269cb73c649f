package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.directory.document.SharedRandomness;
import org.tropea.directory.document.Vote;

/** What authorities of C tor 0.4.9.15 and of ours know together, and go on knowing. */
class MixedAuthorityTest {
  /**
   * Runs of shared randomness of which the whole is watched, with restarts of ours in each phase;
   * 24 rounds each, which is 8 minutes at least.
   */
  private static final int RUNS = Integer.getInteger("tropea.runs", 0);

  @TempDir Path folder;

  @Test
  void authoritiesOfBothKinds_shareRandomnessAndRules_andTestRelays() throws Exception {
    try (MixedNetwork network = MixedNetwork.startTesting(folder)) {
      compareRules(network.vote("ours0"), network.vote("authority0"));
      compareMeasurements(network.vote("ours0"), network.vote("authority0"));
      String file = "/tor/status-vote/next/bandwidth";
      assertThat(network.text("ours0", file)).isEqualTo(network.text("authority0", file));
      network.kill("relay1");
      // Authorities commit meanwhile, or wait until they may.
      network.awaitNotRunning("relay1", "ours1");
      SharedRandomness before = randomness(network.awaitCommitments());
      network.restart();
      SharedRandomness after = randomness(network.awaitCommitments());
      assertThat(after.participates()).isTrue();
      assertThat(after.commits()).hasSameSizeAs(before.commits());
      assertThat(network.awaitValues(RUNS))
          .hasSize(RUNS)
          .doesNotHaveDuplicates()
          .allMatch(value -> value.reveals() == 4);
    }
  }

  /**
   * What C tor and ours say in their votes. Whoever lost a round at a run's end may know no value,
   * see SharedRandomnessTest; nobody knows another.
   */
  private static SharedRandomness randomness(Map<String, Vote> votes) {
    List<SharedRandomness> said =
        votes.values().stream().map(each -> each.header().randomness()).toList();
    assertThat(said.stream().map(SharedRandomness::previous).filter(Objects::nonNull).distinct())
        .hasSizeLessThanOrEqualTo(1);
    assertThat(said.stream().map(SharedRandomness::current).filter(Objects::nonNull).distinct())
        .hasSizeLessThanOrEqualTo(1);
    return vote(votes, "ours0").header().randomness();
  }

  private static Vote vote(Map<String, Vote> votes, String name) {
    return Objects.requireNonNull(votes.get(name), name);
  }

  /** By the same approved-routers; which relays run both find out at their own pace. */
  private static void compareRules(Vote our, Vote their) {
    assertThat(our.header().knownFlags()).isEqualTo(their.header().knownFlags());
    Map<String, Set<String>> ours = ruled(our);
    assertThat(ours).isEqualTo(ruled(their));
    assertThat(ours.values().stream().flatMap(Set::stream)).contains("BadExit", "MiddleOnly");
  }

  /** By the same file: what the votes say of it, and of each relay. */
  private static void compareMeasurements(Vote our, Vote their) {
    assertThat(our.header().bandwidthFile()).isEqualTo(their.header().bandwidthFile());
    assertThat(our.header().bandwidthFile().headers()).contains("software=sbws");
    Map<String, String> ours = measured(our);
    assertThat(ours).isEqualTo(measured(their));
    assertThat(ours.values())
        .anyMatch(each -> each.startsWith("null 57"))
        .anyMatch(each -> each.startsWith("74 null 37"));
  }

  /** What was measured of each relay, and whether that is fast, by nickname. */
  private static Map<String, String> measured(Vote vote) {
    return vote.entries().stream()
        .collect(
            Collectors.toMap(
                each -> each.relay().nickname(),
                each ->
                    "%d %d %d %b"
                        .formatted(
                            each.weight().measured(),
                            each.weight().authority(),
                            each.weight().guardFraction(),
                            each.flags().contains("Fast"))));
  }

  /** What rules decide of each relay's flags, by nickname. */
  private static Map<String, Set<String>> ruled(Vote vote) {
    Set<String> decided =
        Set.of("BadExit", "MiddleOnly", "Valid", "Guard", "HSDir", "V2Dir", "Exit");
    return vote.entries().stream()
        .collect(
            Collectors.toMap(
                each -> each.relay().nickname(),
                each ->
                    each.flags().stream().filter(decided::contains).collect(Collectors.toSet())));
  }
}
