package org.tropea.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The option names that C tor knows, each with the type of its values; immutable. */
final class KnownOptions {
  /** An option as C tor spells it. {@code type} is a word of the resource file. */
  record Known(String name, String type) {
    /** Whether several lines add up rather than the last taking the place of the others. */
    boolean repeatable() {
      return type.equals("lines");
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
        int space = line.indexOf(' ');
        String name = line.substring(0, space);
        known.put(name.toLowerCase(Locale.ROOT), new Known(name, line.substring(space + 1)));
      }
    }
    return new KnownOptions(Map.copyOf(known));
  }

  /** The option that {@code line} sets. */
  Optional<Known> of(TorrcLine line) {
    return Optional.ofNullable(byFoldedName.get(line.foldedKey()));
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
