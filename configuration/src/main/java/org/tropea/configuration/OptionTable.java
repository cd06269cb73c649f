package org.tropea.configuration;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Every option of C tor, and those of Tropea alone, with what comes of them here: {@code
 * options.txt}, which begins with its own description. Immutable.
 */
public final class OptionTable {
  private static final OptionTable OF_C_TOR = OptionTableReader.read();

  /** Where options stand that are accepted, warned of, and have no effect. */
  public static final String WITHOUT_EFFECT = "Without effect";

  /**
   * Another name of an option.
   *
   * @param written the other name
   * @param full the option's
   * @param onlyArgument whether it is one among the arguments of the command only
   * @param warned whether C tor warns of it
   */
  record OtherName(String written, String full, boolean onlyArgument, boolean warned) {}

  /** By names in lower case, in C tor's order. */
  private final TreeMap<String, OptionRow> byFoldedName = new TreeMap<>();

  private final Map<String, List<OptionRow>> byArea = new LinkedHashMap<>();
  private final List<OtherName> otherNames;

  OptionTable(List<OptionRow> rows, List<OtherName> otherNames) {
    for (OptionRow row : rows) {
      if (byFoldedName.put(row.folded(), row) != null) {
        throw new IllegalStateException("options.txt has two rows for " + row.name());
      }
      byArea.computeIfAbsent(row.area(), area -> new ArrayList<>()).add(row);
    }
    this.otherNames = List.copyOf(otherNames);
  }

  /** The table that comes with this package. */
  public static OptionTable ofCTor() {
    return OF_C_TOR;
  }

  /** All rows, in the order of C tor's lists. */
  public Collection<OptionRow> rows() {
    return List.copyOf(byFoldedName.values());
  }

  /** The titles of areas, in the order of the manual, with their rows. */
  public Map<String, List<OptionRow>> areas() {
    Map<String, List<OptionRow>> areas = new LinkedHashMap<>();
    byArea.forEach((title, rows) -> areas.put(title, List.copyOf(rows)));
    return areas;
  }

  /** The row of that very name, in any case. */
  public Optional<OptionRow> row(String name) {
    return Optional.ofNullable(byFoldedName.get(name.toLowerCase(Locale.ROOT)));
  }

  /**
   * The option that is meant by a name, as C tor finds it: another name of it, the name, or else
   * how the name of one begins; of several, the first. One of Tropea alone has no abbreviation.
   */
  public Optional<OptionRow> meant(String name) {
    String full = full(name, false);
    Optional<OptionRow> row = row(full);
    if (row.isPresent() || full.isEmpty()) {
      return row;
    }
    String begins = full.toLowerCase(Locale.ROOT);
    return byFoldedName.tailMap(begins, true).values().stream()
        .takeWhile(each -> each.folded().startsWith(begins))
        .filter(each -> !each.traits().ours())
        .findFirst();
  }

  /** The full name for one that may be another name of it; among arguments there are more. */
  String full(String name, boolean argument) {
    String full = name;
    for (OtherName other : otherNames) {
      if (other.written().equalsIgnoreCase(full) && (argument || !other.onlyArgument())) {
        full = other.full();
      }
    }
    return full;
  }

  /** Whether C tor warns of a name that is another name of an option. */
  boolean isWarnedName(String name) {
    return otherNames.stream()
        .anyMatch(other -> other.warned() && other.written().equalsIgnoreCase(name));
  }
}
