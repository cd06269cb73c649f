package org.tropea.command;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.OptionValue;
import org.tropea.configuration.TorrcLine;

/**
 * Which lines one {@code Log} option takes: of each severity those about its domains. Immutable.
 */
record LogRange(Map<Severity, Set<LogDomain>> taken) {
  private static final Set<String> DESTINATIONS = Set.of("file", "stdout", "stderr", "syslog");

  /** Keeps its own copy. */
  LogRange {
    taken = Collections.unmodifiableMap(new EnumMap<>(taken));
  }

  /** All that is about anything, from {@code gravest} to {@code least}. */
  static LogRange of(Severity gravest, Severity least) {
    Map<Severity, Set<LogDomain>> taken = new EnumMap<>(Severity.class);
    add(taken, gravest, least, LogDomain.ALL);
    return new LogRange(taken);
  }

  /** Whether it takes a line. */
  boolean takes(Severity severity, LogDomain domain) {
    return taken.getOrDefault(severity, Set.of()).contains(domain);
  }

  /** The least grave severity of which it takes any. */
  Severity least() {
    return taken.keySet().stream().max(Severity::compareTo).orElse(Severity.ERR);
  }

  private static void add(
      Map<Severity, Set<LogDomain>> taken,
      Severity gravest,
      Severity least,
      Set<LogDomain> domains) {
    for (Severity each : EnumSet.range(gravest, least)) {
      Set<LogDomain> sum = EnumSet.noneOf(LogDomain.class);
      sum.addAll(taken.getOrDefault(each, Set.of()));
      sum.addAll(domains);
      taken.put(each, sum);
    }
  }

  /** Reads {@code [DOMAIN,...]SEVERITY[-SEVERITY]} one after the other. For one line. */
  static final class Reader {
    private final TorrcLine line;
    private final Map<Severity, Set<LogDomain>> taken = new EnumMap<>(Severity.class);
    private String rest;
    private boolean plain;

    /** Reads the value of {@code line}. */
    Reader(TorrcLine line) {
      this.line = line;
      this.rest = line.value().strip();
    }

    /** What stands before the destination. */
    LogRange read() throws OptionException {
      boolean any = false;
      while (!rest.isEmpty()) {
        Set<LogDomain> domains = LogDomain.ALL;
        boolean first = !plain;
        if (rest.startsWith("[")) {
          domains = domains();
        } else if (!isDestination()) {
          plain = true;
        }
        if (isDestination()) {
          break;
        }
        if (domains == LogDomain.ALL && !first) {
          throw line.refused("two severities without a list of domains; keep one");
        }
        range(domains);
        any = true;
      }
      if (!any) {
        throw line.refused("Log says no severity; write err, warn, notice, info or debug");
      }
      return new LogRange(taken);
    }

    /** What stands behind that: the destination, empty for standard output. */
    String destination() {
      return rest;
    }

    private boolean isDestination() {
      return DESTINATIONS.stream()
          .anyMatch(each -> rest.regionMatches(true, 0, each, 0, each.length()));
    }

    private Set<LogDomain> domains() throws OptionException {
      int end = rest.indexOf(']');
      if (end < 0) {
        throw line.refused("the list of log domains is not closed; end it with ]");
      }
      Set<LogDomain> with = EnumSet.noneOf(LogDomain.class);
      Set<LogDomain> without = EnumSet.noneOf(LogDomain.class);
      for (String word : OptionValue.commaList(rest.substring(1, end))) {
        boolean negated = word.startsWith("~");
        Set<LogDomain> meant = negated ? without : with;
        if (word.equals("*")) {
          with.addAll(LogDomain.ALL);
          continue;
        }
        String name = negated ? word.substring(1) : word;
        meant.add(
            LogDomain.named(name)
                .orElseThrow(() -> line.refused("there is no log domain " + name)));
      }
      rest = rest.substring(end + 1).strip();
      if (with.isEmpty() && !without.isEmpty()) {
        with.addAll(LogDomain.ALL);
      }
      with.removeAll(without);
      return with;
    }

    private void range(Set<LogDomain> domains) throws OptionException {
      String[] words = rest.split("\\s+", 2);
      rest = words.length == 2 ? words[1] : "";
      String[] ends = words[0].split("-", 2);
      Severity least = severity(ends[0]);
      Severity gravest = ends.length == 2 ? severity(ends[1]) : Severity.ERR;
      if (gravest.compareTo(least) > 0) {
        throw line.refused("the Log range is upside down; write the less grave severity first");
      }
      add(taken, gravest, least, domains);
    }

    private Severity severity(String name) throws OptionException {
      return Severity.named(name.toLowerCase(Locale.ROOT))
          .orElseThrow(
              () ->
                  line.refused(
                      "no log severity '" + name + "'; write err, warn, notice, info or debug"));
    }
  }
}
