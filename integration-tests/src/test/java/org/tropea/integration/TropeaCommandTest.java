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

  private static final String AUTHORITY = "DirAuthority one orport=1 127.0.0.1:2 " + "A".repeat(40);

  @TempDir Path folder;

  @Test
  void script_verifyConfig_validAndCode0() throws Exception {
    try (TropeaProcess tropea =
        TropeaProcess.start(folder, List.of("SocksPort 0", AUTHORITY), "--verify-config")) {
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

  /** Row B31: names beyond ASCII, whatever the locale says. */
  @Test
  void script_inALocaleOfAscii_readsATorrcBeyondAscii() throws Exception {
    Path torrc = Files.createDirectory(folder.resolve("m\u00fc")).resolve("torrc");
    Files.writeString(torrc, AUTHORITY + "\nDataDirectory " + torrc.resolveSibling("data") + "\n");
    ProcessBuilder builder =
        new ProcessBuilder(
            TropeaProcess.root().resolve("tropea").toString(),
            "-f",
            torrc.toString(),
            "--verify-config");
    builder.environment().put("LC_ALL", "POSIX");
    try (LoggedProcess process = LoggedProcess.start("tropea", builder)) {
      process.await("\\[notice\\] The configuration is valid", PATIENCE);
      assertThat(process.awaitExit(PATIENCE)).isZero();
    }
  }

  /** Row B11: a node ends where memory does, and lets nobody of this user look inside. */
  @Test
  void script_startsAJavaThatEndsWithoutMemory_andCannotBeAttachedTo() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(TropeaProcess.root().resolve("tropea").toString(), "--version");
    builder.environment().put("TROPEA_JAVA_OPTIONS", "-XX:+PrintFlagsFinal");
    try (LoggedProcess process = LoggedProcess.start("tropea", builder)) {
      process.await("DisableAttachMechanism += true", PATIENCE);
      process.await("ExitOnOutOfMemoryError += true", PATIENCE);
      assertThat(process.awaitExit(PATIENCE)).isZero();
    }
  }
}
