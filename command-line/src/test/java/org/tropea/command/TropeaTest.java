package org.tropea.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command as a user meets it: exit codes and the line that explains them. */
class TropeaTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"--version", "--help", "-h"})
  void command_question_answeredWithCode0(String question) {
    assertThat(Tropea.execute(question)).isZero();
  }

  /** Row K12 of the hostile cases: what is accepted. */
  static Stream<String> accepted() {
    return Stream.of(
        "",
        "# nothing\r\n",
        "SocksPort 0\r\nNickname bob\r\n",
        "ContactInfo " + "x".repeat(10 * 1024 * 1024) + "\n");
  }

  @ParameterizedTest
  @MethodSource
  void accepted(String text) throws Exception {
    assertThat(verify(text).code()).isZero();
  }

  /** Rows K11 and K12: what is refused. */
  static Stream<String> refused() {
    return Stream.of(
        "FooBar 1",
        "NumCPUs x",
        "SocksPort 70000",
        "Nickname \"bob",
        "%include /nowhere/torrc",
        "SocksTimeout 99999999999999999999 hours",
        "BandwidthRate -1",
        "Nickname bob\0",
        "S\0o\0c\0k\0s\0P\0o\0r\0t\0 \0000\0");
  }

  @ParameterizedTest
  @MethodSource
  void refused(String text) throws Exception {
    Result result = verify(text);
    assertThat(result.code()).isOne();
    assertThat(result.lines()).hasSize(1);
    assertThat(result.lines().get(0)).contains("[err] " + folder.resolve("torrc") + ":1: ");
  }

  @Test
  void include_ofItself_refused() throws Exception {
    Result result = verify("\n%include " + folder.resolve("torrc"));
    assertThat(result.code()).isOne();
    assertThat(result.lines().get(0)).contains("torrc:2: includes nest too deep");
  }

  @Test
  void include_ofFile_standsInItsPlace() throws Exception {
    Files.writeString(folder.resolve("more"), "Nickname second\nFooBar 1\n");
    Result result = verify("Nickname first\n%include " + folder.resolve("more"));
    assertThat(result.code()).isOne();
    assertThat(result.lines().get(0)).contains("more:2: unknown option 'FooBar'");
  }

  @Test
  void torrc_absent_refused() throws Exception {
    Result result = run("-f", folder.resolve("none").toString());
    assertThat(result.code()).isOne();
    assertThat(result.lines()).hasSize(1).allMatch(line -> line.contains("no such file"));
  }

  @Test
  void torrc_folder_refused() throws Exception {
    Result result = run("-f", folder.toString());
    assertThat(result.code()).isOne();
    assertThat(result.lines()).hasSize(1).allMatch(line -> line.contains("cannot be read"));
  }

  @Test
  void verify_touchesNothing() throws Exception {
    Path data = folder.resolve("data");
    assertThat(verify("DataDirectory " + data).code()).isZero();
    assertThat(data).doesNotExist();
  }

  @Test
  void quiet_saysNothing() throws Exception {
    Path torrc = Files.writeString(folder.resolve("torrc"), "FooBar 1");
    Result result = run("--quiet", "--verify-config", "-f", torrc.toString());
    assertThat(result.code()).isOne();
    assertThat(result.lines()).isEmpty();
  }

  @Test
  void hush_saysWarnings() throws Exception {
    Result result = run("--hush", "--verify-config", "--ControlPort", "9051");
    assertThat(result.code()).isZero();
    assertThat(result.lines()).hasSize(1).allMatch(line -> line.contains("[warn] command line: "));
  }

  @Test
  void secondProcess_sameDataDirectory_refused() throws Exception {
    try (DataDirectory first =
        DataDirectory.open(folder.resolve("data"), java.time.Duration.ZERO)) {
      Result result = run("--DataDirectory", first.path().toString(), "--SocksPort", "0");
      assertThat(result.code()).isOne();
      assertThat(result.lines())
          .anyMatch(line -> line.contains("[err]") && line.contains("in use"));
    }
  }

  private record Result(int code, List<String> lines) {}

  private Result verify(String text) throws Exception {
    Path torrc = Files.writeString(folder.resolve("torrc"), text);
    return run("--verify-config", "-f", torrc.toString());
  }

  /** Runs the command in a process of its own, since it is the process's output that counts. */
  private static Result run(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Tropea.class.getName());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> lines;
    try (var reader = process.inputReader()) {
      lines = reader.lines().toList();
    }
    return new Result(process.waitFor(), lines);
  }
}
