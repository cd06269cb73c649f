package org.tropea.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.TorrcLine;

/** One {@code Log} option: lines of {@code range} go to {@code destination}. */
record LogTarget(LogRange range, Destination destination) {
  /** Where lines go. */
  sealed interface Destination {}

  /** The process's standard output. */
  record StandardOutput() implements Destination {}

  /** The process's standard error. */
  record StandardError() implements Destination {}

  /** The journal of the service manager, which reads standard error. */
  record Journal() implements Destination {}

  /** The end of a file, made with mode 0600 where it is not there. */
  record LogFile(Path path) implements Destination {}

  /** From {@code gravest} to {@code least}, about anything. */
  LogTarget(Severity gravest, Severity least, Destination destination) {
    this(LogRange.of(gravest, least), destination);
  }

  /** Everything from {@code least} on, on standard output. */
  static LogTarget standardOutput(Severity least) {
    return new LogTarget(Severity.ERR, least, new StandardOutput());
  }

  /** Everything from {@code least} on, on standard error. */
  static LogTarget standardError(Severity least) {
    return new LogTarget(Severity.ERR, least, new StandardError());
  }

  /** Everything from {@code least} on, at the end of {@code path}. */
  static LogTarget file(Severity least, Path path) {
    return new LogTarget(Severity.ERR, least, new LogFile(path));
  }

  /** Reads {@code [DOMAIN,...]SEVERITY[-SEVERITY]... [stdout|stderr|syslog|file PATH]}. */
  static LogTarget of(TorrcLine line) throws OptionException {
    LogRange.Reader reader = new LogRange.Reader(line);
    LogRange range = reader.read();
    List<String> words = List.of(reader.destination().split("\\s+", 2));
    String kind = words.get(0).toLowerCase(Locale.ROOT);
    if (kind.equals("file") && words.size() == 2) {
      return new LogTarget(range, new LogFile(HomePath.of(words.get(1))));
    }
    if (words.size() == 1) {
      switch (kind) {
        case "", "stdout" -> {
          return new LogTarget(range, new StandardOutput());
        }
        case "stderr" -> {
          return new LogTarget(range, new StandardError());
        }
        case "syslog" -> {
          return new LogTarget(range, new Journal());
        }
        default -> {}
      }
    }
    throw line.refused("the Log destination is unclear; write stdout, stderr, syslog or file PATH");
  }
}
