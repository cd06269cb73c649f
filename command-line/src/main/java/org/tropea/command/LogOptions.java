package org.tropea.command;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import org.tropea.configuration.Option;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.OptionType;
import org.tropea.configuration.Torrc;
import org.tropea.configuration.TorrcLine;

/**
 * What a torrc says of the log (rows M01 and M02).
 *
 * @param targets where it goes; empty where the torrc does not say
 */
record LogOptions(List<LogTarget> targets, LogStyle style) {
  static final Option<TorrcLine> LOG = Option.of("Log", OptionType.LINES);
  static final Option<String> SAFE_LOGGING = Option.of("SafeLogging", OptionType.STRING);
  static final Option<Duration> GRANULARITY =
      Option.of("LogTimeGranularity", OptionType.MILLISECONDS);
  static final Option<Boolean> DOMAINS = Option.of("LogMessageDomains", OptionType.BOOLEAN);
  static final Option<Boolean> TRUNCATE = Option.of("TruncateLogFile", OptionType.BOOLEAN);

  private static final Set<String> SAFE = Set.of("0", "1", "relay");

  /** Set by systemd where it reads standard error. */
  private static final String JOURNAL = "JOURNAL_STREAM";

  /** Keeps its own copy. */
  LogOptions {
    targets = List.copyOf(targets);
  }

  /** Reads them. */
  static LogOptions read(Torrc torrc, BiConsumer<TorrcLine, String> warn) throws OptionException {
    checkSafeLogging(torrc, warn);
    boolean journal = System.getenv(JOURNAL) != null;
    List<LogTarget> targets = new ArrayList<>();
    for (TorrcLine line : torrc.lines(LOG)) {
      LogTarget target = LogTarget.of(line);
      if (target.destination() instanceof LogTarget.Journal && !journal) {
        warn.accept(
            line, "Log to syslog works under systemd only; it goes to standard error without it");
      }
      targets.add(target);
    }
    return new LogOptions(
        targets,
        new LogStyle(granularity(torrc), torrc.value(DOMAINS), torrc.value(TRUNCATE), journal));
  }

  /** Of a second and less, what divides it; of more, whole seconds: C tor rounds up to them. */
  static Duration granularity(Torrc torrc) throws OptionException {
    long millis = torrc.value(GRANULARITY).toMillis();
    if (millis <= 0) {
      throw new OptionException("LogTimeGranularity must be more than 0; correct it");
    }
    if (millis >= 1000) {
      return Duration.ofSeconds((millis + 999) / 1000);
    }
    long fitting = millis;
    while (1000 % fitting != 0) {
      fitting++;
    }
    return Duration.ofMillis(fitting);
  }

  private static void checkSafeLogging(Torrc torrc, BiConsumer<TorrcLine, String> warn)
      throws OptionException {
    String value = torrc.value(SAFE_LOGGING).toLowerCase(Locale.ROOT);
    if (value.equals("1")) {
      return;
    }
    TorrcLine line = torrc.line(SAFE_LOGGING).orElseThrow();
    if (!SAFE.contains(value)) {
      throw line.refused("SafeLogging is none of 0, relay, 1; write one");
    }
    warn.accept(line, "SafeLogging has no effect; addresses of others are never logged");
  }
}
