package org.tropea.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Every option that C tor knows; immutable. */
final class KnownOptions {
  private static final String OBSOLETE = "Obsolete";
  private static final Pattern LINE =
      Pattern.compile(
          "(?<name>\\S+) (?<type>\\S+)(?<fixed> fixed)?"
              + "(?: =(?: (?<initial>[^|]*?))?(?: \\| (?<testing>.*))?)?");

  /**
   * An option as C tor has it.
   *
   * @param name as C tor spells it
   * @param type a word of {@link OptionType}, or {@code Obsolete}
   * @param fixed whether it cannot change while C tor runs
   * @param initial its default; null for none
   * @param testing its default with TestingTorNetwork 1; null where that is the same
   */
  record Known(
      String name, String type, boolean fixed, @Nullable String initial, @Nullable String testing) {
    /** Whether C tor skips it, with a warning. */
    boolean isObsolete() {
      return type.equals(OBSOLETE);
    }

    /** Whether several lines add up rather than the last taking the place of the others. */
    boolean repeats() {
      return !isObsolete() && OptionType.named(type).repeats();
    }
  }

  private final Map<String, Known> byFoldedName;

  private KnownOptions(Map<String, Known> byFoldedName) {
    this.byFoldedName = byFoldedName;
  }

  /** The list that comes with this package. */
  static KnownOptions ofCTor() {
    Map<String, Known> known = new HashMap<>();
    for (String line : resource().lines().toList()) {
      if (!line.startsWith("#")) {
        Known option = read(line);
        known.put(option.name().toLowerCase(Locale.ROOT), option);
      }
    }
    return new KnownOptions(Map.copyOf(known));
  }

  /** The option that {@code line} sets. */
  Optional<Known> of(TorrcLine line) {
    return Optional.ofNullable(byFoldedName.get(line.foldedKey()));
  }

  /** All of them, in no order. */
  Collection<Known> all() {
    return byFoldedName.values();
  }

  private static Known read(String line) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      throw new IllegalStateException("ctor-options.txt has a line that is no option");
    }
    String initial = matcher.group("initial");
    return new Known(
        matcher.group("name"),
        matcher.group("type"),
        matcher.group("fixed") != null,
        initial == null && line.endsWith(" =") ? "" : initial,
        matcher.group("testing"));
  }

  private static String resource() {
    try (InputStream in = KnownOptions.class.getResourceAsStream("ctor-options.txt")) {
      if (in == null) {
        throw new IllegalStateException("ctor-options.txt is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
