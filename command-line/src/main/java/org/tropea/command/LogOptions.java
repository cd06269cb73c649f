package org.tropea.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.tropea.configuration.Option;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.OptionType;
import org.tropea.configuration.Torrc;
import org.tropea.configuration.TorrcLine;

/** What a torrc says of the log. */
final class LogOptions {
  static final Option<TorrcLine> LOG = Option.of("Log", OptionType.LINES);

  static final Option<String> SAFE_LOGGING = Option.of("SafeLogging", OptionType.STRING);

  private static final Set<String> SAFE = Set.of("0", "1", "relay");

  private LogOptions() {}

  /** Where the log goes; empty where the torrc does not say. */
  static List<LogTarget> read(Torrc torrc, BiConsumer<TorrcLine, String> warn)
      throws OptionException {
    checkSafeLogging(torrc, warn);
    List<LogTarget> targets = new ArrayList<>();
    for (TorrcLine line : torrc.lines(LOG)) {
      Optional<LogTarget> target = LogTarget.of(line);
      if (target.isEmpty()) {
        warn.accept(line, "Log to syslog has no effect yet; log to stdout under a service manager");
      }
      target.ifPresent(targets::add);
    }
    return List.copyOf(targets);
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
