package org.tropea.command;

import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.Torrc;
import org.tropea.directory.release.Release;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

/**
 * The {@code tropea} command.
 *
 * <p>Exit code 0 after an orderly end, SIGTERM and SIGINT included; 1 where it cannot start or go
 * on, with one line that says why.
 */
@Command(
    name = "tropea",
    mixinStandardHelpOptions = true,
    customSynopsis = {
      "tropea testnet [--help] [OPTION]...",
      "       tropea gencert [--help] [OPTION]...",
      "       tropea consensus [--help] check|diff|log|show FILE...",
      "       tropea [-f FILE] [--Option VALUE]..."
    },
    description = "Tor in Java. Options of the torrc may follow as --Option VALUE and win over it.",
    versionProvider = Tropea.Version.class)
public final class Tropea implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(Tropea.class);
  private static final Duration LOCK_PATIENCE = Duration.ofSeconds(5);

  @Mixin private final TorrcFiles files = new TorrcFiles();

  @Mixin private final Questions questions = new Questions();

  @Option(names = "--verify-config", description = "Check the options and end.")
  private boolean verify;

  @Option(
      names = FingerprintLine.OPTION,
      paramLabel = "rsa|ed25519",
      description =
          "Print the relay's nickname and fingerprint, make its keys where needed, end; rsa if not named.")
  private @Nullable String fingerprint;

  @Option(names = "--hush", description = "Log to standard output from warn on only.")
  private boolean hush;

  @Option(names = "--quiet", description = "Log nothing to standard output.")
  private boolean quiet;

  @Unmatched private List<String> others = new ArrayList<>();

  private final Logging logging = new Logging(ZoneId.systemDefault());

  private final Role.Start start;

  /** Once it runs; SIGHUP may come before, and then {@link #taken} waits for it. */
  private volatile @Nullable Role role;

  private volatile @Nullable Options taken;

  private Tropea(Role.Start start) {
    this.start = start;
  }

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(execute(Wiring::start, arguments));
  }

  /** Runs the command with roles made by {@code start}; returns its exit code. */
  static int execute(Role.Start start, String... arguments) {
    CommandLine command = new CommandLine(new Tropea(start));
    // Only in the first place: behind an option, the same word is its value.
    if (arguments.length > 0 && arguments[0].equals(TestnetCommand.NAME)) {
      command.addSubcommand(new TestnetCommand(Wiring.randomness()));
    } else if (arguments.length > 0 && arguments[0].equals(Gencert.NAME)) {
      command.addSubcommand(new Gencert(Wiring.randomness()));
    } else if (arguments.length > 0 && arguments[0].equals(ConsensusCommand.NAME)) {
      command.addSubcommand(new ConsensusCommand(System.in));
    }
    return command
        .setExpandAtFiles(false)
        .setPosixClusteredShortOptionsAllowed(false)
        .setUnmatchedOptionsAllowedAsOptionParameters(false)
        .setParameterExceptionHandler(
            (problem, ignored) -> {
              problem.getCommandLine().getErr().println(problem.getMessage() + "; see --help");
              return 1;
            })
        .execute(OptionalWords.said(arguments));
  }

  @Override
  public Integer call() {
    return ExitCode.of(log, this::begin);
  }

  private int begin() throws Exception {
    Optional<String> answer = questions.answer(Wiring.randomness());
    if (answer.isPresent()) {
      System.out.print(answer.get());
      return 0;
    }
    logging.to(standardLogs());
    Torrc given = torrc();
    Options options = OptionsReader.read(given);
    if (questions.isDump()) {
      System.out.print(questions.dump(given));
      return 0;
    }
    if (fingerprint == null) {
      options.directory().checkEntry(options.isRelay());
    }
    if (verify) {
      options.warnings().forEach(log::warn);
      log.info("The configuration is valid");
      return 0;
    }
    if (fingerprint != null) {
      FingerprintLine.check(options, fingerprint);
    }
    // First of all: the log may go into it.
    DataDirectory.prepare(options.identity().dataDirectory());
    logTo(options);
    log.info("{}", version());
    options.warnings().forEach(log::warn);
    options.identity().checkUser(System.getProperty("user.name", ""));
    if (fingerprint != null) {
      System.out.println(FingerprintLine.of(options, fingerprint));
      return 0;
    }
    run(options, new Reload(given, files, this::torrc, this::take));
    return 0;
  }

  private Torrc torrc() throws OptionException {
    return files.read(ArgumentOptions.read(others));
  }

  private void logTo(Options options) throws CannotStart {
    List<LogTarget> targets = options.logs().targets();
    logging.to(targets.isEmpty() ? standardLogs() : targets, options.logs().style());
  }

  /** What can change while the process runs, on SIGHUP. */
  private void take(Options options) throws CannotStart {
    logTo(options);
    taken = options;
    Role now = role;
    if (now != null) {
      now.take(options);
    }
  }

  private void run(Options options, Reload reload) throws Exception {
    // From the first moment on, neither ends a node.
    Summary summary = new Summary(new ProcessFigures(InstantSource.system()));
    Runnable noReload = Signals.listen("HUP", reload);
    Runnable noSummary = Signals.listen("USR1", summary);
    SystemdNotices service = SystemdNotices.of(System.getenv(), "systemd-notify");
    try (DataDirectory directory =
            DataDirectory.open(options.identity().dataDirectory(), LOCK_PATIENCE);
        HeartbeatTimer heartbeat = new HeartbeatTimer(summary);
        OrderlyEnd end = new OrderlyEnd(logging, 0)) {
      PidFile pid = PidFile.write(options.process().pidFile());
      Interrupts interrupts = new Interrupts(() -> System.exit(0));
      Runnable noInterrupts = interrupts.listen();
      heartbeat.every(options.limits().heartbeat());
      try (Role started = start.start(options, directory, reload)) {
        end.closes(() -> end(started, service, pid));
        interrupts.of(started);
        summary.of(started);
        role = started;
        Options meanwhile = taken;
        if (meanwhile != null) {
          started.take(meanwhile);
        }
        service.ready();
        started.await();
      } finally {
        noInterrupts.run();
        service.ends();
        pid.remove();
      }
    } finally {
      noReload.run();
      noSummary.run();
    }
  }

  private static void end(Role role, SystemdNotices service, PidFile pid) {
    service.ends();
    role.close();
    pid.remove();
  }

  private List<LogTarget> standardLogs() {
    if (questions.isDump()) {
      return List.of(new LogTarget(Severity.ERR, Severity.ERR, new LogTarget.StandardError()));
    }
    if (quiet) {
      return List.of();
    }
    return List.of(LogTarget.standardOutput(hush ? Severity.WARN : Severity.NOTICE));
  }

  private static String version() {
    return "Tropea " + Release.current().version() + " on Java " + Runtime.version();
  }

  /** What {@code --version} prints. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {version()};
    }
  }
}
