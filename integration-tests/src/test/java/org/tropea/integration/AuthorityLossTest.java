package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.Flavour;

/** Three authorities of ours, of which some die. */
class AuthorityLossTest {
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir Path folder;
  private final List<TropeaAuthority> authorities = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    for (int i = 0; i < 3; i++) {
      String name = "authority" + i;
      authorities.add(TropeaAuthority.prepare(name, folder.resolve(name)));
    }
    List<String> lines = authorities.stream().map(TropeaAuthority::line).toList();
    for (TropeaAuthority each : authorities) {
      each.start(lines, INTERVAL);
    }
  }

  @AfterEach
  void stop() throws Exception {
    for (TropeaAuthority each : authorities) {
      each.close();
    }
  }

  @Test
  void threeAuthorities_voteAndPublish() throws Exception {
    Consensus consensus = authorities.get(0).next(Flavour.NS, PATIENCE);
    while (consensus.relays().size() < 3) {
      consensus = authorities.get(0).next(Flavour.NS, PATIENCE);
    }
    assertThat(consensus.signers()).hasSize(3);
  }
}
