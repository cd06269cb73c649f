package org.tropea.command;

import java.util.Locale;
import java.util.Optional;

/**
 * How grave a log line is, by C tor's names; the most grave first.
 *
 * <p>The rest of Tropea speaks SLF4J, whose five levels map one to one: error is err, warn is warn,
 * info is notice (what every user should see), debug is info, trace is debug.
 */
public enum Severity {
  ERR,
  WARN,
  NOTICE,
  INFO,
  DEBUG;

  /** The severity of that name, in any case. */
  static Optional<Severity> named(String name) {
    for (Severity severity : values()) {
      if (severity.word().equals(name.toLowerCase(Locale.ROOT))) {
        return Optional.of(severity);
      }
    }
    return Optional.empty();
  }

  /** The name as it stands in a log line. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
