package org.tropea.configuration;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Gives options values, one source of lines after the other, by C tor's rules: the lines of a later
 * source take the place of an earlier one's, those of one source add up where the option repeats.
 * For one thread.
 */
final class Assignment {
  /** What a line without a value does, and a first line to those of earlier sources. */
  enum Mode {
    /** As in files and arguments. */
    MERGE,
    /** As SETCONF: no value. */
    SET,
    /** As RESETCONF: the default. */
    RESET
  }

  private final OptionTable table = OptionTable.ofCTor();
  private final Map<String, List<TorrcLine>> byFamily;
  private final List<String> warnings = new ArrayList<>();

  /** Goes on from {@code given}, which stays as it is. */
  Assignment(Map<String, List<TorrcLine>> given) {
    byFamily = new LinkedHashMap<>(given);
  }

  /** The lines of a source. */
  void assign(List<TorrcLine> lines, Mode mode) throws OptionException {
    if (mode != Mode.MERGE) {
      for (TorrcLine line : lines) {
        clear(row(line), mode);
      }
    }
    Set<OptionRow> seen = new HashSet<>();
    Set<String> begun = new HashSet<>();
    for (TorrcLine line : lines) {
      OptionRow row = row(line);
      warnOfName(line, row);
      if (row.isVirtual()) {
        throw line.refused(row.name() + " stands for several options; write them");
      }
      if (row.isObsolete()) {
        warn(line, row.name() + " is obsolete and skipped; remove it");
      } else if (line.value().isEmpty()) {
        takeEmpty(line, row, mode);
      } else {
        take(line.named(row.name()), row, begun, seen);
      }
    }
  }

  private void take(TorrcLine line, OptionRow row, Set<String> begun, Set<OptionRow> seen)
      throws OptionException {
    row.valueType().read(line);
    String family = family(row);
    if (row.joins()) {
      boolean added = !begun.add(family) || line.mode() == TorrcLine.Mode.APPEND;
      List<TorrcLine> before = added ? byFamily.getOrDefault(family, List.of()) : List.of();
      byFamily.put(family, List.of(before.isEmpty() ? line : line.behind(before.get(0))));
      return;
    }
    if (!row.repeats()) {
      if (!seen.add(row)) {
        warn(line, row.name() + " was given before; this one counts");
      }
      byFamily.put(family, List.of(line));
      return;
    }
    List<TorrcLine> lines = new ArrayList<>();
    if (!begun.add(family) || line.mode() == TorrcLine.Mode.APPEND) {
      lines.addAll(byFamily.getOrDefault(family, List.of()));
    }
    lines.add(line);
    byFamily.put(family, List.copyOf(lines));
  }

  private void takeEmpty(TorrcLine line, OptionRow row, Mode mode) {
    if (mode != Mode.MERGE) {
      return;
    }
    if ((row.repeats() || row.joins()) && line.mode() != TorrcLine.Mode.CLEAR) {
      warn(line, row.name() + " has no value and is skipped");
    } else {
      clear(row, Mode.SET);
    }
  }

  private void clear(OptionRow row, Mode mode) {
    if (mode == Mode.RESET) {
      byFamily.remove(family(row));
    } else {
      byFamily.put(family(row), List.of());
    }
  }

  private OptionRow row(TorrcLine line) throws OptionException {
    return table
        .meant(line.key())
        .orElseThrow(
            () ->
                line.refused("unknown option '" + line.key() + "'; correct the name or remove it"));
  }

  private void warnOfName(TorrcLine line, OptionRow row) {
    boolean shortened =
        !table.full(line.key(), true).equalsIgnoreCase(row.name())
            || table.isWarnedName(line.key());
    if (shortened) {
      warn(line, "'" + line.key() + "' is no name any more; write " + row.name());
    }
    String deprecation = row.words().deprecation();
    if (deprecation != null) {
      warn(line, row.name() + " is deprecated. " + deprecation);
    }
  }

  private static String family(OptionRow row) {
    return row.traits().family().toLowerCase(Locale.ROOT);
  }

  private void warn(TorrcLine line, String what) {
    warnings.add(line.source() + ": " + what);
  }

  /** What all sources came to. */
  Map<String, List<TorrcLine>> lines() {
    return new LinkedHashMap<>(byFamily);
  }

  /** What was odd about the lines. */
  List<String> warnings() {
    return warnings;
  }
}
