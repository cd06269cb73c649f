package org.tropea.command;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All options given, merged: the command line over the file, the last line of an option over its
 * others unless it is one that repeats. Every name is one that C tor knows. Immutable.
 */
final class Torrc {
  private final Map<String, List<TorrcLine>> byFoldedName;
  private final List<String> warnings;

  private Torrc(Map<String, List<TorrcLine>> byFoldedName, List<String> warnings) {
    this.byFoldedName = byFoldedName;
    this.warnings = warnings;
  }

  /** Merges the lines of the file and of the command line; an unknown option is refused. */
  static Torrc of(List<TorrcLine> file, List<TorrcLine> commandLine) throws CannotStart {
    KnownOptions known = KnownOptions.ofCTor();
    Map<String, List<TorrcLine>> merged = new LinkedHashMap<>();
    List<String> warnings = new ArrayList<>();
    merge(known, file, merged, warnings);
    merge(known, commandLine, merged, warnings);
    return new Torrc(merged, List.copyOf(warnings));
  }

  private static void merge(
      KnownOptions known,
      List<TorrcLine> lines,
      Map<String, List<TorrcLine>> merged,
      List<String> warnings)
      throws CannotStart {
    Set<String> seen = new HashSet<>();
    for (TorrcLine line : lines) {
      KnownOptions.Known option =
          known
              .of(line)
              .orElseThrow(
                  () ->
                      line.refused(
                          "unknown option '" + line.key() + "'; correct the name or remove it"));
      List<TorrcLine> values = merged.computeIfAbsent(line.foldedKey(), name -> new ArrayList<>());
      boolean first = seen.add(line.foldedKey());
      boolean replaces = first && line.mode() != TorrcLine.Mode.APPEND;
      if (!first && !option.repeatable()) {
        warnings.add(line.source() + ": " + option.name() + " was given before; this one counts");
      }
      if (replaces || line.mode() == TorrcLine.Mode.CLEAR || !option.repeatable()) {
        values.clear();
      }
      if (line.mode() != TorrcLine.Mode.CLEAR) {
        values.add(line);
      }
    }
  }

  /** The line that counts for an option given at most once. */
  Optional<TorrcLine> last(String name) {
    List<TorrcLine> lines = all(name);
    return lines.isEmpty() ? Optional.empty() : Optional.of(lines.get(lines.size() - 1));
  }

  /** The lines of a repeatable option, in order. */
  List<TorrcLine> all(String name) {
    return List.copyOf(byFoldedName.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()));
  }

  /** The value of a switch, {@code otherwise} where it is not given. */
  boolean bool(String name, boolean otherwise) throws CannotStart {
    Optional<TorrcLine> line = last(name);
    return line.isPresent() ? OptionValue.bool(line.get()) : otherwise;
  }

  /** The length of time that an option gives, {@code otherwise} where it is not given. */
  Duration interval(String name, Duration otherwise) throws CannotStart {
    Optional<TorrcLine> line = last(name);
    return line.isPresent() ? OptionValue.interval(line.get()) : otherwise;
  }

  /** The number that an option gives, {@code otherwise} where it is not given. */
  int integer(String name, int otherwise) throws CannotStart {
    Optional<TorrcLine> line = last(name);
    return line.isPresent() ? OptionValue.integer(line.get(), 0) : otherwise;
  }

  /** The bytes that an option gives, {@code otherwise} where it is not given. */
  long bytes(String name, long otherwise) throws CannotStart {
    Optional<TorrcLine> line = last(name);
    return line.isPresent() ? OptionValue.bytes(line.get()) : otherwise;
  }

  /** The first line of every option that was given. */
  List<TorrcLine> given() {
    return byFoldedName.values().stream()
        .filter(lines -> !lines.isEmpty())
        .map(lines -> lines.get(0))
        .toList();
  }

  /** What was odd about the lines, for the log. */
  List<String> warnings() {
    return warnings;
  }
}
