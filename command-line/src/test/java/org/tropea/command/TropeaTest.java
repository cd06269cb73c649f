package org.tropea.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The command as a user meets it: exit codes and the line that explains them. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TropeaTest {
  /** The first Java that warns of native access. */
  private static final int SAYS_NATIVE_ACCESS = 24;

  private static final Path GNU_ENV = Path.of("/usr/bin/env");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"--version", "--help", "-h"})
  void command_question_answeredWithCode0(String question) {
    assertThat(Tropea.execute(Wiring::start, question)).isZero();
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

  /** Row B30: what would not start is not valid. */
  @Test
  void verify_withoutAuthority_refused() throws Exception {
    Result result = run("--verify-config", "--/DirAuthority");
    assertThat(result.code()).isOne();
    assertThat(result.lines()).singleElement().asString().contains("no directory authority");
  }

  @Test
  void torrc_ofStandardInput_isRead() throws Exception {
    Process process = start(Tropea.class, "--verify-config", "-f", "-");
    try (var writer = process.outputWriter()) {
      writer.write("\nFooBar 1\n");
    }
    try (var reader = process.inputReader()) {
      await(reader, "-:2: unknown option 'FooBar'");
    }
    assertThat(process.waitFor()).isOne();
  }

  /** Row B30: as C tor, the data directory is made before the log is opened. */
  @Test
  void log_insideADataDirectoryThatIsNotThere_isMadeWithIt() throws Exception {
    Path logFile = folder.resolve("data").resolve("log");
    Process process =
        start(
            WaitingRole.class,
            "--DataDirectory",
            folder + "/data",
            "--Log",
            "info file " + logFile,
            "--Log",
            "info stdout");
    try (var reader = process.inputReader()) {
      await(reader, "waiting");
      // Process.destroy would close what it still says.
      process.toHandle().destroy();
      reader.transferTo(Writer.nullWriter());
    }
    assertThat(process.waitFor()).isZero();
    assertThat(logFile).content().contains("waiting");
  }

  /** Row B35. */
  @Test
  void dataDirectory_whoseParentIsMissing_isNamed() throws Exception {
    Path parent = folder.resolve("none");
    Result result = run("--DataDirectory", parent.resolve("data").toString());
    assertThat(result.code()).isOne();
    assertThat(result.lines()).singleElement().asString().contains("there is no folder " + parent);
  }

  /** Row B35: what somebody may write who has not read the help. */
  @ParameterizedTest
  @CsvSource({
    "help, --help",
    "-help, --help",
    "-v, --version",
    "version, --version",
    "verify-config, --verify-config",
    "list-fingerprint, --list-fingerprint",
    "--verbose, --Log",
    "start, without a command"
  })
  void word_thatIsNoOption_isAnsweredByWhatToWrite(String word, String meant) throws Exception {
    Result result = run(word);
    assertThat(result.code()).isOne();
    assertThat(result.lines())
        .singleElement()
        .asString()
        .contains("'" + word + "' is no option of the torrc; write ")
        .contains(meant);
  }

  /** Row B35: as C tor prints it, for a relay and for what is to be an authority. */
  @ParameterizedTest
  @ValueSource(strings = {"0", "1"})
  void fingerprint_isListedBeforeAnyStart_andStays(String authoritative) throws Exception {
    Path data = folder.resolve("data");
    String[] relay = {
      "--quiet",
      "--DataDirectory",
      data.toString(),
      "--ORPort",
      "9001",
      "--DirPort",
      "9030",
      "--Address",
      "192.0.2.1",
      "--Nickname",
      "bob",
      "--TestingTorNetwork",
      "1",
      "--AuthoritativeDirectory",
      authoritative,
      "--V3AuthoritativeDirectory",
      authoritative
    };
    Result rsa = run(with(relay, "--list-fingerprint"));
    assertThat(rsa.code()).isZero();
    assertThat(rsa.lines())
        .singleElement()
        .asString()
        .matches("bob [0-9A-F]{4}( [0-9A-F]{4}){9}")
        .isEqualTo(
            Files.readString(data.resolve("fingerprint"))
                .strip()
                .replaceAll("(?<=[0-9A-F]{4})(?=([0-9A-F]{4})+$)", " "));
    try (DataDirectory running = DataDirectory.open(data, Duration.ZERO)) {
      assertThat(running.path()).isEqualTo(data);
      assertThat(run(with(relay, "--list-fingerprint", "rsa")).lines()).isEqualTo(rsa.lines());
    }
    assertThat(run(with(relay, "--list-fingerprint", "ed25519")).lines())
        .containsExactly(Files.readString(data.resolve("fingerprint-ed25519")).strip());
    assertThat(run(with(relay, "--list-fingerprint", "rsb")).code()).isOne();
  }

  @Test
  void fingerprint_ofAClient_refusedAndNothingMade() throws Exception {
    Path data = folder.resolve("data");
    Result result = run("--list-fingerprint", "--DataDirectory", data.toString());
    assertThat(result.code()).isOne();
    assertThat(result.lines()).singleElement().asString().contains("a client has no fingerprint");
    assertThat(data).doesNotExist();
  }

  private static String[] with(String[] arguments, String... more) {
    return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
  }

  /** Row B31: a name that this process cannot say is no bug. */
  @Test
  void dataDirectory_beyondAsciiInALocaleOfAscii_saysWhatToDo() throws Exception {
    Path torrc =
        Files.writeString(
            folder.resolve("torrc"), "DataDirectory \"" + folder + "/m\\303\\274/data\"\n");
    ProcessBuilder builder = builder(Tropea.class, "-f", torrc.toString());
    builder.environment().put("LC_ALL", "POSIX");
    Process process = builder.start();
    try (var reader = process.inputReader()) {
      await(reader, "LC_ALL=C.UTF-8");
    }
    assertThat(process.waitFor()).isOne();
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
    try (DataDirectory first = DataDirectory.open(folder.resolve("data"), Duration.ZERO)) {
      Result result = run("--DataDirectory", first.path().toString(), "--SocksPort", "0");
      assertThat(result.code()).isOne();
      assertThat(result.lines())
          .anyMatch(line -> line.contains("[err]") && line.contains("in use"));
    }
  }

  /** Row B29: SIGHUP and SIGUSR1 end no node, whatever became of the torrc. */
  @Test
  void hangUp_whileRunning_readsTheTorrcAgainAndOpensTheLogAnew() throws Exception {
    Path logFile = folder.resolve("log");
    String text = "Log notice stdout\nLog notice file " + logFile + "\n";
    Path torrc = Files.writeString(folder.resolve("torrc"), text);
    Process process =
        start(WaitingRole.class, "-f", torrc.toString(), "--DataDirectory", folder + "/data");
    try (var reader = process.inputReader()) {
      await(reader, "waiting");
      Files.move(logFile, folder.resolve("log.1"));
      Files.writeString(torrc, text + "SocksTimeout 5\nContactInfo somebody else\n");
      signal(process, "HUP");
      await(reader, "reached by somebody else");
      await(reader, "Read the torrc again, and opened the log anew");
      await(reader, "These changes need a restart, and wait for it: SocksTimeout");
      assertThat(Files.readString(logFile)).contains("Read the torrc again");
      Files.writeString(torrc, "FooBar 1");
      signal(process, "HUP");
      await(reader, "so nothing changes: " + torrc + ":1: unknown option 'FooBar'");
      signal(process, "USR1");
      await(reader, "Up for 0 days");
      await(reader, "it waits");
      signal(process, "TERM");
      await(reader, "closed");
      assertThat(process.waitFor()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  /** Reads up to the line that has this text. */
  private static void await(BufferedReader reader, String text) throws IOException {
    String line = reader.readLine();
    while (line != null && !line.contains(text)) {
      line = reader.readLine();
    }
    assertThat(line).as("a line with '%s' before the end", text).isNotNull();
  }

  private static void signal(Process process, String signal) throws Exception {
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void signal_whileRunning_closedInOrderWithCode0(String signal) throws Exception {
    Process process = start(WaitingRole.class, data());
    try (var reader = process.inputReader()) {
      List<String> lines = new ArrayList<>();
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
        if (line.endsWith("waiting")) {
          signal(process, signal);
        }
      }
      assertThat(process.waitFor()).isZero();
      assertThat(lines).anyMatch(line -> line.endsWith("[notice] Asked to end; closing"));
      assertThat(lines.get(lines.size() - 1)).endsWith("[notice] closed");
    }
  }

  @Test
  void role_throwsUnexpectedly_oneLineAndCode1() throws Exception {
    Result result = run(BrokenRole.class, data());
    assertThat(result.code()).isOne();
    assertThat(result.lines().get(result.lines().size() - 1))
        .contains("[err] bug: java.lang.IllegalStateException: broken");
    assertThat(result.lines()).noneMatch(line -> line.startsWith("\tat "));
  }

  /** The command with a role that waits to be closed. */
  static final class WaitingRole implements Role {
    private static final Logger log = LoggerFactory.getLogger(WaitingRole.class);
    private final CountDownLatch closed = new CountDownLatch(1);

    public static void main(String[] arguments) {
      System.exit(Tropea.execute((options, directory, reload) -> new WaitingRole(), arguments));
    }

    @Override
    public void await() throws InterruptedException {
      log.info("waiting");
      closed.await();
    }

    @Override
    public void take(Options options) {
      log.info("reached by {}", options.identity().contact());
    }

    @Override
    public List<String> summary() {
      return List.of("it waits");
    }

    @Override
    public void close() {
      if (closed.getCount() > 0) {
        log.info("closed");
      }
      closed.countDown();
    }
  }

  /** The command with a role that has a bug. */
  static final class BrokenRole {
    private BrokenRole() {}

    public static void main(String[] arguments) {
      System.exit(
          Tropea.execute(
              (options, directory, reload) -> {
                throw new IllegalStateException("broken");
              },
              arguments));
    }
  }

  private String[] data() {
    return new String[] {"--DataDirectory", folder.resolve("data").toString()};
  }

  private record Result(int code, List<String> lines) {}

  private Result verify(String text) throws Exception {
    Path torrc = Files.writeString(folder.resolve("torrc"), text);
    return run("--verify-config", "-f", torrc.toString());
  }

  private static Result run(String... arguments) throws Exception {
    return run(Tropea.class, arguments);
  }

  private static Result run(Class<?> program, String... arguments) throws Exception {
    Process process = start(program, arguments);
    List<String> lines;
    try (var reader = process.inputReader()) {
      lines = reader.lines().toList();
    }
    return new Result(process.waitFor(), lines);
  }

  /** The command in a process of its own, since it is the process's output that counts. */
  private static Process start(Class<?> program, String... arguments) throws Exception {
    return builder(program, arguments).start();
  }

  private static ProcessBuilder builder(Class<?> program, String... arguments) {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(GNU_ENV)) {
      // A shell's background job ignores SIGINT, nohup SIGHUP, and so would their children.
      command.addAll(List.of(GNU_ENV.toString(), "--default-signal=INT,HUP"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (Runtime.version().feature() >= SAYS_NATIVE_ACCESS) {
      // As the script does: else Java has something to say, too.
      command.add("--enable-native-access=ALL-UNNAMED");
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(program.getName());
    command.addAll(List.of("--DirAuthority", "one orport=1 127.0.0.1:2 " + "A".repeat(40)));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true);
  }
}
