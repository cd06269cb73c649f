package org.tropea.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.TorrcLine;

/**
 * One {@code Log} option: lines from {@code gravest} to {@code least} go to {@code destination}.
 */
public record LogTarget(Severity gravest, Severity least, Destination destination) {
  /** Where lines go. */
  public sealed interface Destination {}

  /** The process's standard output. */
  public record StandardOutput() implements Destination {}

  /** The process's standard error. */
  public record StandardError() implements Destination {}

  /** The end of a file, made with mode 0600 where it is not there. */
  public record LogFile(Path path) implements Destination {}

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

  /**
   * Reads {@code SEVERITY[-SEVERITY] [stdout|stderr|file PATH]}; nothing for syslog, which the
   * caller warns of.
   */
  static Optional<LogTarget> of(TorrcLine line) throws OptionException {
    List<String> words = List.of(line.value().strip().split("\\s+", 3));
    String[] range = words.get(0).split("-", 2);
    Severity least = severity(line, range[0]);
    Severity gravest = range.length == 2 ? severity(line, range[1]) : Severity.ERR;
    if (gravest.compareTo(least) > 0) {
      throw line.refused("the Log range is upside down; write the less grave severity first");
    }
    String kind = words.size() > 1 ? words.get(1) : "stdout";
    if (kind.equalsIgnoreCase("file") && words.size() == 3) {
      return Optional.of(new LogTarget(gravest, least, new LogFile(HomePath.of(words.get(2)))));
    }
    if (words.size() < 3 && kind.equalsIgnoreCase("stdout")) {
      return Optional.of(new LogTarget(gravest, least, new StandardOutput()));
    }
    if (words.size() < 3 && kind.equalsIgnoreCase("stderr")) {
      return Optional.of(new LogTarget(gravest, least, new StandardError()));
    }
    if (words.size() < 3 && kind.equalsIgnoreCase("syslog")) {
      return Optional.empty();
    }
    throw line.refused("the Log destination is unclear; write stdout, stderr or file PATH");
  }

  private static Severity severity(TorrcLine line, String name) throws OptionException {
    return Severity.named(name)
        .orElseThrow(
            () ->
                line.refused(
                    "no log severity '"
                        + name
                        + "'; write err, warn, notice, info or debug (log domains are not known)"));
  }
}
