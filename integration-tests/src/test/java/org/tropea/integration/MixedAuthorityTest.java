package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.directory.document.SharedRandomValue;
import org.tropea.directory.document.SharedRandomness;
import org.tropea.directory.document.Vote;

/** What authorities of C tor 0.4.9.15 and of ours know together, and go on knowing. */
class MixedAuthorityTest {
  /**
   * Runs of shared randomness of which the whole is watched, with restarts of ours in each phase;
   * 24 rounds each, which is 8 minutes.
   */
  private static final int RUNS = Integer.getInteger("tropea.runs", 0);

  @TempDir Path folder;

  @Test
  void authoritiesOfBothKinds_shareRandomness_andTestRelays() throws Exception {
    try (MixedNetwork network = MixedNetwork.startTesting(folder)) {
      SharedRandomness before = randomness(network.awaitCommitments());
      network.restart();
      SharedRandomness after = randomness(network.awaitCommitments());
      assertThat(after.participates()).isTrue();
      assertThat(after.commits()).hasSameSizeAs(before.commits());
      network.awaitNotRunning("relay1");
      assertThat(network.awaitValues(RUNS))
          .hasSize(RUNS)
          .doesNotHaveDuplicates()
          .allMatch(value -> value.reveals() == 4);
    }
  }

  /** What C tor and ours agree on in their votes. */
  private static SharedRandomness randomness(Map<String, Vote> votes) {
    Set<List<SharedRandomValue>> values =
        votes.values().stream()
            .map(each -> each.header().randomness())
            .map(each -> Arrays.asList(each.previous(), each.current()))
            .collect(Collectors.toSet());
    assertThat(values).hasSize(1);
    return Objects.requireNonNull(votes.get("ours0")).header().randomness();
  }
}
