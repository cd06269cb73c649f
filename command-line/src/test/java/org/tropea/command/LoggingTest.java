package org.tropea.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.TorrcLine;
import org.tropea.protocol.notice.OnceAProcess;

class LoggingTest {
  private static final String TIME = "[A-Z][a-z]{2} \\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} ";

  @TempDir Path folder;

  private final Logging logging = new Logging(ZoneOffset.UTC);
  private final Logger log = LoggerFactory.getLogger("org.tropea.example");

  @AfterEach
  void releaseFiles() throws CannotStart {
    logging.to(List.of());
  }

  @Test
  void lines_eachLevel_inShapeOfCTor() throws Exception {
    Path file = folder.resolve("log");
    logging.to(List.of(target(Severity.ERR, Severity.DEBUG, file)));
    logEachLevel();
    assertThat(Files.readString(file))
        .matches(
            TIME
                + "\\[err\\] error\n"
                + TIME
                + "\\[warn\\] warn\n"
                + TIME
                + "\\[notice\\] info\n"
                + TIME
                + "\\[info\\] debug\n"
                + TIME
                + "\\[debug\\] trace\n");
  }

  /** Case fault-35: three nodes of a process found out the same. */
  @Test
  void line_markedAsNewsOnce_isWrittenOnce() throws Exception {
    Path file = folder.resolve("log");
    logging.to(List.of(target(Severity.ERR, Severity.DEBUG, file)));
    for (int node = 0; node < 3; node++) {
      log.info(OnceAProcess.MARKER, "not spoken: {}", "Link=9");
      log.info("node {}", "up");
    }
    log.info(OnceAProcess.MARKER, "not spoken: {}", "Link=10");
    assertThat(Files.readAllLines(file).stream().map(line -> line.replaceFirst(".*\\] ", "")))
        .containsExactly(
            "not spoken: Link=9", "node up", "node up", "node up", "not spoken: Link=10");
  }

  /** Case fault-25: nothing of Netty is off; what named hosts in its warnings is not used. */
  @Test
  void netty_warns() throws Exception {
    Path file = folder.resolve("log");
    logging.to(List.of(target(Severity.ERR, Severity.DEBUG, file)));
    LoggerFactory.getLogger("io.netty.channel.Example").warn("something is wrong");
    LoggerFactory.getLogger("io.netty.channel.Example").info("something is done");
    assertThat(Files.readString(file))
        .contains("something is wrong")
        .doesNotContain("something is done");
  }

  @Test
  void lines_outsideRange_leftOut() throws Exception {
    Path file = folder.resolve("log");
    Path other = folder.resolve("other");
    logging.to(
        List.of(
            target(Severity.WARN, Severity.NOTICE, file),
            target(Severity.ERR, Severity.ERR, other)));
    logEachLevel();
    assertThat(Files.readString(file)).matches(TIME + "\\[warn\\] warn\n" + TIME + ".*info\n");
    assertThat(Files.readString(other)).matches(TIME + "\\[err\\] error\n");
  }

  @Test
  void line_controlCharacters_oneLine() throws Exception {
    Path file = folder.resolve("log");
    logging.to(List.of(target(Severity.ERR, Severity.NOTICE, file)));
    log.info("a\nb\u001b[31m{}", "\r");
    assertThat(Files.readString(file)).endsWith("[notice] a\\x0ab\\x1b[31m\\x0d\n");
  }

  @Test
  void stackTrace_shownAtDebugOnly() throws Exception {
    Path file = folder.resolve("log");
    logging.to(List.of(target(Severity.ERR, Severity.DEBUG, file)));
    log.error("failed", new IllegalStateException("why"));
    assertThat(Files.readAllLines(file)).hasSize(1);
    log.trace("failed", new IllegalStateException("why"));
    assertThat(Files.readString(file)).contains("IllegalStateException: why", "\tat ");
  }

  @Test
  void library_belowWarn_notHeard() throws Exception {
    Path file = folder.resolve("log");
    logging.to(List.of(target(Severity.ERR, Severity.DEBUG, file)));
    Logger library = LoggerFactory.getLogger("io.netty.example");
    library.info("chatter");
    library.warn("trouble");
    assertThat(Files.readAllLines(file)).hasSize(1).allMatch(line -> line.endsWith("trouble"));
  }

  /** What operators ask for by name is in the domain where C tor has it. */
  @Test
  void loggers_ofARelay_areInTheDomainsOfCtor() {
    assertThat(LogDomain.of("org.tropea.relay.accounting.Accounting")).isEqualTo(LogDomain.ACCT);
    assertThat(LogDomain.of("org.tropea.relay.OnionRelay")).isEqualTo(LogDomain.OR);
    assertThat(LogDomain.of("org.tropea.directory.serve.ConsensusDiffs"))
        .isEqualTo(LogDomain.CONSDIFF);
    assertThat(LogDomain.of("org.tropea.directory.serve.DocumentRoutes"))
        .isEqualTo(LogDomain.DIRSERV);
  }

  @Test
  void lines_ofDomains_taken() throws Exception {
    Path file = folder.resolve("log");
    TorrcLine line =
        new TorrcLine(
            "torrc:1",
            TorrcLine.Mode.SET,
            "Log",
            "[dir]info [~rend,~dir]notice [*]err file " + file);
    LogStyle style = new LogStyle(Duration.ofSeconds(2), true, false, false);
    logging.to(List.of(LogTarget.of(line)), style);
    for (String name :
        List.of("directory.fetch.Example", "onionservice.Example", "relay.Example")) {
      Logger each = LoggerFactory.getLogger("org.tropea." + name);
      each.error("error");
      each.info("info");
      each.debug("debug");
    }
    List<String> lines = Files.readAllLines(file);
    assertThat(lines.stream().map(each -> each.replaceFirst(TIME, "")))
        .containsExactly(
            "[err] {DIR} error",
            "[notice] {DIR} info",
            "[info] {DIR} debug",
            "[err] {REND} error",
            "[err] {OR} error",
            "[notice] {OR} info");
    assertThat(lines).allMatch(each -> each.matches(".*[02468]\\.000 \\[.*"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[nosuch]info stdout",
        "[dir info",
        "info notice stdout",
        "[dir] stdout",
        "notice-info",
        "notice file",
        "notice stdout x"
      })
  void target_thatSaysNothing_refused(String value) {
    TorrcLine line = new TorrcLine("torrc:1", TorrcLine.Mode.SET, "Log", value);
    assertThatThrownBy(() -> LogTarget.of(line)).isInstanceOf(OptionException.class);
  }

  @Test
  void journal_getsNumbersOfSeverities() {
    LogStyle style = new LogStyle(Duration.ofSeconds(1), false, false, true);
    LogLayout layout = new LogLayout(ZoneOffset.UTC, style, true);
    LoggingEvent event = new LoggingEvent();
    event.setLevel(Level.INFO);
    event.setMessage("up");
    event.setTimeStamp(0);
    assertThat(layout.doLayout(event)).isEqualTo("<5>up\n");
  }

  @Test
  void file_truncated_onceAProcess() throws Exception {
    Path file = Files.writeString(folder.resolve("log"), "before\n");
    LogStyle style = new LogStyle(Duration.ofSeconds(1), false, true, false);
    List<LogTarget> targets = List.of(target(Severity.ERR, Severity.NOTICE, file));
    logging.to(targets, style);
    log.info("one");
    logging.to(targets, style);
    log.info("two");
    assertThat(Files.readAllLines(file)).hasSize(2);
  }

  @Test
  void file_new_forThisUserOnly() throws Exception {
    Path file = folder.resolve("log");
    logging.to(List.of(target(Severity.ERR, Severity.NOTICE, file)));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void file_already_appendedTo() throws Exception {
    Path file = Files.writeString(folder.resolve("log"), "before\n");
    logging.to(List.of(target(Severity.ERR, Severity.NOTICE, file)));
    log.info("after");
    assertThat(Files.readAllLines(file)).hasSize(2);
  }

  @Test
  void file_cannotBeWritten_refused() {
    for (Path file : List.of(folder, folder.resolve("no/log"))) {
      assertThatThrownBy(() -> logging.to(List.of(target(Severity.ERR, Severity.NOTICE, file))))
          .isInstanceOf(CannotStart.class)
          .hasMessageContaining("cannot be written");
    }
  }

  private void logEachLevel() {
    log.error("error");
    log.warn("warn");
    log.info("info");
    log.debug("debug");
    log.trace("trace");
  }

  private static LogTarget target(Severity gravest, Severity least, Path file) {
    return new LogTarget(gravest, least, new LogTarget.LogFile(file));
  }
}
