package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ./tropea testnet} as a newcomer runs it. */
class TestnetCommandTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final long MOST_MEMORY = 1L << 30;

  @TempDir Path folder;

  @Test
  void check_pageThroughThreeRelays_code0AndFigures() throws Exception {
    try (LoggedProcess tropea = testnet("--check")) {
      tropea.await("check +the page came through \\w+, \\w+, exit\\d", PATIENCE);
      tropea.await("check +from process start to first page: \\d+\\.\\d s", PATIENCE);
      tropea.await("check +peak memory: \\d+ MB", PATIENCE);
      assertThat(tropea.awaitExit(PATIENCE)).isZero();
    }
  }

  @Test
  void json_check_isJsonLineByLine() throws Exception {
    List<JsonNode> events = new ArrayList<>();
    ProcessBuilder builder =
        builder(
            List.of(),
            "--json",
            "--check",
            "--relays",
            "2",
            "--exits",
            "1",
            "--onion",
            folder.toString());
    // Warnings, such as those of a slow machine, are for whoever watches and not for a program.
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    try (LoggedProcess tropea = LoggedProcess.start("tropea testnet --json", builder)) {
      assertThat(tropea.awaitExit(PATIENCE)).isZero();
      tropea.awaitEnd(PATIENCE);
      for (String line : tropea.lines()) {
        events.add(new ObjectMapper().readTree(line));
      }
    }
    JsonNode check =
        events.stream()
            .filter(event -> event.get("event").asText().equals("check"))
            .findFirst()
            .orElseThrow();
    assertThat(check.get("good").asBoolean()).isTrue();
    assertThat(check.get("path")).hasSize(3);
    assertThat(check.get("peakMemoryBytes").asLong()).isBetween(1L, MOST_MEMORY);
    JsonNode ready =
        events.stream()
            .filter(event -> event.get("event").asText().equals("ready"))
            .findFirst()
            .orElseThrow();
    JsonNode nodes = ready.get("network").get("nodes");
    assertThat(nodes).hasSize(3 + 2 + 1 + 1 + 1);
    assertThat(nodes.get(7).get("onionService").asText()).matches("[a-z2-7]{56}\\.onion");
  }

  @Test
  void sigint_whileUp_endsItAndRemovesTheFolder() throws Exception {
    try (LoggedProcess tropea = testnet()) {
      String all = tropea.await("^all +/", PATIENCE);
      Path network = Path.of(all.replaceFirst("all +", "")).getParent();
      assertThat(network).isDirectory();
      tropea.signal("INT");
      assertThat(tropea.awaitExit(PATIENCE)).isZero();
      assertThat(network).doesNotExist();
    }
  }

  @Test
  void sigterm_whileStarting_endsItAndRemovesTheFolder() throws Exception {
    try (LoggedProcess tropea = testnetIn(folder)) {
      tropea.await("^Starting 10 nodes", PATIENCE);
      assertThat(tropea.terminate()).isZero();
      assertThat(folder).isEmptyDirectory();
    }
  }

  @Test
  void dir_kept_saysHowToJoin_andKeepsFingerprints() throws Exception {
    Path kept = folder.resolve("kept");
    JsonNode first = runOnce(kept);
    List<String> authorities = Files.readAllLines(kept.resolve("authorities"));
    assertThat(authorities).hasSize(3).allMatch(line -> line.startsWith("DirAuthority authority"));
    assertThat(Files.readAllLines(kept.resolve("voting")))
        .contains("V3AuthVotingInterval 10", "V3AuthVoteDelay 2", "V3AuthDistDelay 2")
        .anyMatch(line -> line.matches("TestingV3AuthVotingStartOffset \\d"));
    assertThat(first.get("authorities")).hasSize(3);
    JsonNode again = runOnce(kept);
    for (int i = 0; i < first.get("nodes").size(); i++) {
      assertThat(again.get("nodes").get(i).get("fingerprint"))
          .isEqualTo(first.get("nodes").get(i).get("fingerprint"));
    }
  }

  private JsonNode runOnce(Path kept) throws Exception {
    try (LoggedProcess tropea =
        testnet("--dir", kept.toString(), "--for", "1", "--relays", "1", "--exits", "1")) {
      assertThat(tropea.awaitExit(PATIENCE)).isZero();
    }
    return new ObjectMapper().readTree(kept.resolve("network.json").toFile());
  }

  @ParameterizedTest
  @CsvSource({
    "--authorities 0, 1 to 9 authorities",
    "--exits 0, without exits",
    "--relays x, Invalid value for option '--relays'",
    "--relays -1, fewer than 0",
    "--relays 1000, at most",
    "--relays 1 --relays 2, should be specified only once",
    "--socks-port 70000, --socks-port is no port",
    "--clients 0 --check, --check fetches by a client",
    "--clients 0 --socks-port 9050, --socks-port is for a client",
    "--for 0, --for needs",
    "--onion /nowhere, --onion needs a folder",
    "--onion . --relays 0 --exits 1, onion services need five relays",
    "--nonsense, Unknown option: '--nonsense'",
    "nonsense, Unmatched argument",
  })
  void arguments_bad_refusedWithALineAndCode1(String arguments, String why) throws Exception {
    try (LoggedProcess tropea = testnet(arguments.split(" "))) {
      assertThat(tropea.awaitExit(PATIENCE)).isOne();
      tropea.awaitEnd(PATIENCE);
      assertThat(tropea.lines()).hasSize(1);
      assertThat(tropea.lines().get(0)).contains(why);
    }
  }

  @Test
  void socksPort_inUse_refusedAtOnce() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        LoggedProcess tropea = testnet("--socks-port", "" + taken.getLocalPort())) {
      tropea.await(
          "\\[err\\] cannot listen on SOCKS port \\d+: another program listens there", PATIENCE);
      assertThat(tropea.awaitExit(PATIENCE)).isOne();
    }
  }

  private static LoggedProcess testnet(String... arguments) throws IOException {
    return start(new ArrayList<>(), arguments);
  }

  /** With its temporary folder made in {@code temporary}. */
  private static LoggedProcess testnetIn(Path temporary) throws IOException {
    return start(List.of("-Djava.io.tmpdir=" + temporary));
  }

  private static LoggedProcess start(List<String> javaOptions, String... arguments)
      throws IOException {
    return LoggedProcess.start("tropea testnet", builder(javaOptions, arguments));
  }

  private static ProcessBuilder builder(List<String> javaOptions, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(TropeaProcess.root().resolve("tropea").toString());
    command.add("testnet");
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    List<String> options = new ArrayList<>(javaOptions);
    options.add("-ea");
    builder.environment().put("TROPEA_JAVA_OPTIONS", String.join(" ", options));
    return builder;
  }
}
