package org.tropea.command;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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
      if (option.isObsolete()) {
        warnings.add(line.source() + ": " + option.name() + " is obsolete and skipped; remove it");
        continue;
      }
      if (line.value().isEmpty() && line.mode() != TorrcLine.Mode.CLEAR && option.repeats()) {
        warnings.add(line.source() + ": " + option.name() + " has no value and is skipped");
        continue;
      }
      List<TorrcLine> values = merged.computeIfAbsent(line.foldedKey(), name -> new ArrayList<>());
      boolean first = seen.add(line.foldedKey());
      boolean replaces = first && line.mode() != TorrcLine.Mode.APPEND;
      if (!first && !option.repeats()) {
        warnings.add(line.source() + ": " + option.name() + " was given before; this one counts");
      }
      if (replaces || line.mode() == TorrcLine.Mode.CLEAR || !option.repeats()) {
        values.clear();
      }
      // No value is C tor's way to ask for the default.
      if (!line.value().isEmpty()) {
        OptionType.named(option.type()).read(line);
        values.add(line);
      }
    }
  }

  /** Whether the network is one of tests, so that other defaults count. */
  boolean isTesting() {
    return line(Directory.TESTING_TOR_NETWORK).map(line -> line.value().equals("1")).orElse(false);
  }

  /** The line that counts for an option given at most once. */
  Optional<TorrcLine> line(Option<?> option) {
    return last(option.name());
  }

  /** The lines of an option that repeats, in order; its default's where none is given. */
  List<TorrcLine> lines(Option<TorrcLine> option) {
    List<TorrcLine> given = all(option.name());
    return given.isEmpty() ? option.ofDefault(isTesting()).stream().toList() : given;
  }

  /** The value of an option that has a default. */
  <T> T value(Option<T> option) throws CannotStart {
    return find(option)
        .orElseThrow(() -> new IllegalStateException(option.name() + " has no default"));
  }

  /** The value of an option; nothing where neither a line nor a default gives one. */
  <T> Optional<T> find(Option<T> option) throws CannotStart {
    Optional<TorrcLine> line = line(option);
    return line.isPresent() ? Optional.of(option.of(line.get())) : option.ofDefault(isTesting());
  }

  /** The last line of the option of this name. */
  Optional<TorrcLine> last(String name) {
    List<TorrcLine> lines = all(name);
    return lines.isEmpty() ? Optional.empty() : Optional.of(lines.get(lines.size() - 1));
  }

  /** All lines of the option of this name. */
  List<TorrcLine> all(String name) {
    return List.copyOf(byFoldedName.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()));
  }

  /** The first line of every option that was given. */
  List<TorrcLine> given() {
    return byFoldedName.values().stream()
        .filter(lines -> !lines.isEmpty())
        .map(lines -> lines.get(0))
        .toList();
  }

  /** The names of the options that {@code other} gives other values. */
  List<String> changed(Torrc other) {
    Set<String> names = new LinkedHashSet<>(byFoldedName.keySet());
    names.addAll(other.byFoldedName.keySet());
    return names.stream().filter(name -> !values(name).equals(other.values(name))).toList();
  }

  private List<String> values(String name) {
    return all(name).stream().map(TorrcLine::value).toList();
  }

  /** What was odd about the lines, for the log. */
  List<String> warnings() {
    return warnings;
  }
}
