package org.tropea.configuration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All options that were given, merged: the command line over the file over the file of defaults,
 * the last line of an option over its others unless it is one that repeats. Every name is one that
 * C tor knows, and every value one of its type. Immutable.
 */
public final class Torrc {
  private static final String TESTING = "TestingTorNetwork";

  /** By families in lower case; no lines where an option was given no value. */
  private final Map<String, List<TorrcLine>> byFamily;

  private final List<String> warnings;
  private final Map<String, List<TorrcLine>> defaults;
  private final boolean testing;

  /** {@code defaults} is what the file of defaults came to. */
  private Torrc(
      Map<String, List<TorrcLine>> byFamily,
      List<String> warnings,
      Map<String, List<TorrcLine>> defaults,
      boolean testing) {
    this.byFamily = byFamily;
    this.warnings = List.copyOf(warnings);
    this.defaults = defaults;
    this.testing = testing;
  }

  private static boolean isTesting(Map<String, List<TorrcLine>> byFamily) {
    List<TorrcLine> lines = byFamily.getOrDefault(TESTING.toLowerCase(Locale.ROOT), List.of());
    return !lines.isEmpty() && lines.get(0).value().equals("1");
  }

  /** Merges the lines of the file and of the command line; an unknown option is refused. */
  public static Torrc of(List<TorrcLine> file, List<TorrcLine> commandLine) throws OptionException {
    return of(List.of(), file, commandLine);
  }

  /** The same over the lines of a file of defaults. */
  public static Torrc of(
      List<TorrcLine> defaultsFile, List<TorrcLine> file, List<TorrcLine> commandLine)
      throws OptionException {
    Assignment assignment = new Assignment(Map.of());
    assignment.assign(defaultsFile, Assignment.Mode.MERGE);
    Map<String, List<TorrcLine>> defaults = assignment.lines();
    assignment.assign(file, Assignment.Mode.MERGE);
    assignment.assign(commandLine, Assignment.Mode.MERGE);
    return of(assignment, defaults);
  }

  private static Torrc of(Assignment assignment, Map<String, List<TorrcLine>> defaults) {
    Map<String, List<TorrcLine>> lines = assignment.lines();
    return new Torrc(lines, assignment.warnings(), defaults, isTesting(lines));
  }

  /**
   * These options with those of {@code lines} in their place, as SETCONF asks: an option without a
   * value has none.
   */
  public Torrc set(List<TorrcLine> lines) throws OptionException {
    return with(lines, Assignment.Mode.SET);
  }

  /** The same, as RESETCONF asks: an option without a value has its default. */
  public Torrc reset(List<TorrcLine> lines) throws OptionException {
    return with(lines, Assignment.Mode.RESET);
  }

  private Torrc with(List<TorrcLine> lines, Assignment.Mode mode) throws OptionException {
    Assignment assignment = new Assignment(byFamily);
    assignment.assign(lines, mode);
    return of(assignment, defaults);
  }

  /** Whether the network is one of tests, so that other defaults count. */
  public boolean isTesting() {
    return testing;
  }

  /** The line that counts for an option given at most once. */
  public Optional<TorrcLine> line(Option<?> option) {
    return last(option.name());
  }

  /** The lines of an option that repeats, in order; its default's where none is given. */
  public List<TorrcLine> lines(Option<TorrcLine> option) {
    List<TorrcLine> given = all(option.name());
    return given.isEmpty() ? option.ofDefault(isTesting()).stream().toList() : given;
  }

  /** The value of an option that has a default. */
  public <T> T value(Option<T> option) throws OptionException {
    return find(option)
        .or(() -> option.ofDefault(isTesting()))
        .orElseThrow(() -> new IllegalStateException(option.name() + " has no default"));
  }

  /** The value of an option; nothing where neither a line nor a default gives one. */
  public <T> Optional<T> find(Option<T> option) throws OptionException {
    Optional<TorrcLine> line = line(option);
    if (line.isPresent()) {
      return Optional.of(option.of(line.get()));
    }
    return isCleared(option.row())
        ? Optional.ofNullable(option.type().zero())
        : option.ofDefault(isTesting());
  }

  /** Whether an option was given no value, which is another thing than its default. */
  boolean isCleared(OptionRow row) {
    List<TorrcLine> lines = byFamily.get(row.traits().family().toLowerCase(Locale.ROOT));
    return lines != null && lines.isEmpty();
  }

  /** The last line of the option of this name. */
  public Optional<TorrcLine> last(String name) {
    List<TorrcLine> lines = all(name);
    return lines.isEmpty() ? Optional.empty() : Optional.of(lines.get(lines.size() - 1));
  }

  /** All lines of the option of this name; of a family, those of all its options in order. */
  public List<TorrcLine> all(String name) {
    Optional<OptionRow> row = OptionTable.ofCTor().row(name);
    if (row.isEmpty()) {
      return List.of();
    }
    String family = row.get().traits().family().toLowerCase(Locale.ROOT);
    return byFamily.getOrDefault(family, List.of()).stream()
        .filter(line -> row.get().isVirtual() || line.key().equals(row.get().name()))
        .toList();
  }

  /** The first line of every option that was given a value. */
  public List<TorrcLine> given() {
    Map<String, TorrcLine> first = new LinkedHashMap<>();
    byFamily.values().stream()
        .flatMap(List::stream)
        .forEach(line -> first.putIfAbsent(line.key(), line));
    return List.copyOf(first.values());
  }

  /** The options that {@code other} gives other values. */
  public List<OptionRow> changed(Torrc other) {
    Set<String> families = new LinkedHashSet<>(byFamily.keySet());
    families.addAll(other.byFamily.keySet());
    List<OptionRow> changed = new ArrayList<>();
    for (OptionRow row : OptionTable.ofCTor().rows()) {
      if (row.isSettable()
          && families.contains(row.traits().family().toLowerCase(Locale.ROOT))
          && !written(row).equals(other.written(row))) {
        changed.add(row);
      }
    }
    return changed;
  }

  /**
   * What the option is, as GETCONF says it: its values in the one way in which C tor writes them
   * down, its default's where none was given; nothing where it has no value.
   */
  public List<String> written(OptionRow row) {
    return Adjustment.of(this, row, said(row));
  }

  /** The same, before C tor makes anything of it. */
  List<String> said(OptionRow row) {
    if (!row.isSettable() || row.repeats()) {
      return all(row.name()).stream().map(TorrcLine::value).toList();
    }
    List<TorrcLine> lines = all(row.name());
    if (!lines.isEmpty()) {
      return List.of(written(row, lines.get(lines.size() - 1)));
    }
    String initial = isCleared(row) ? null : row.initial(isTesting());
    if (initial != null) {
      return List.of(
          written(row, new TorrcLine("default", TorrcLine.Mode.SET, row.name(), initial)));
    }
    return row.valueType().writtenZero().stream().toList();
  }

  /** Whether the option has the value that it has where a torrc says nothing of it. */
  public boolean isDefault(OptionRow row) {
    if (row.name().equals(TESTING)) {
      return !isTesting();
    }
    return written(row).equals(new Torrc(Map.of(), List.of(), Map.of(), testing).written(row));
  }

  private static String written(OptionRow row, TorrcLine line) {
    try {
      return row.valueType().written(line);
    } catch (OptionException e) {
      throw new IllegalStateException(row.name() + " was read, and now cannot be", e);
    }
  }

  /** What the file of defaults came to, which a saved torrc need not say again. */
  public Torrc ofDefaults() {
    return new Torrc(defaults, List.of(), defaults, testing);
  }

  /** What was odd about the lines, for the log. */
  public List<String> warnings() {
    return warnings;
  }
}
