package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./tropea} runs as a user runs it. */
class TropeaCommandTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;

  @Test
  void script_verifyConfig_validAndCode0() throws Exception {
    try (TropeaProcess tropea =
        TropeaProcess.start(folder, List.of("SocksPort 0"), "--verify-config")) {
      assertThat(tropea.process().awaitExit(PATIENCE)).isZero();
      tropea.process().await("\\[notice\\] The configuration is valid", PATIENCE);
    }
  }

  @Test
  void script_badTorrc_placeAndCode1() throws Exception {
    try (TropeaProcess tropea = TropeaProcess.start(folder, List.of("SocksPort 70000"))) {
      assertThat(tropea.process().awaitExit(PATIENCE)).isOne();
      tropea.process().await("\\[err\\] " + folder.resolve("torrc") + ":2: SocksPort", PATIENCE);
    }
  }

  @Test
  void script_byLinkFromElsewhere_runs() throws Exception {
    Path link =
        Files.createSymbolicLink(folder.resolve("link"), TropeaProcess.root().resolve("tropea"));
    ProcessBuilder builder =
        new ProcessBuilder(link.toString(), "--version").directory(folder.toFile());
    try (LoggedProcess process = LoggedProcess.start("tropea", builder)) {
      process.await("^Tropea .* on Java ", PATIENCE);
      assertThat(process.awaitExit(PATIENCE)).isZero();
    }
  }
}
