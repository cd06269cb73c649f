package org.tropea.configuration;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Options written down as a torrc that says the same, with C tor's words for values. */
public final class TorrcText {
  private TorrcText() {}

  /** All options that have a value. */
  public static String full(Torrc torrc) {
    return text(torrc, null);
  }

  /** Those that differ from what they would be without a torrc, but with the file of defaults. */
  public static String brief(Torrc torrc) {
    return text(torrc, torrc.ofDefaults());
  }

  private static String text(Torrc torrc, @Nullable Torrc but) {
    StringBuilder text = new StringBuilder();
    for (OptionRow row : OptionTable.ofCTor().rows()) {
      boolean isOne =
          row.isVirtual() || (row.isSettable() && row.traits().family().equals(row.name()));
      if (!isOne || row.traits().unsaved() || (but != null && isSame(row, torrc, but))) {
        continue;
      }
      if (row.repeats() || row.isVirtual()) {
        torrc.all(row.name()).forEach(line -> append(text, line.key(), line.value()));
      } else {
        torrc.written(row).forEach(value -> append(text, row.name(), value));
      }
    }
    return text.toString();
  }

  private static boolean isSame(OptionRow row, Torrc one, Torrc other) {
    return (row.repeats() || row.isVirtual())
        ? pairs(row, one).equals(pairs(row, other))
        : one.written(row).equals(other.written(row));
  }

  private static List<String> pairs(OptionRow row, Torrc torrc) {
    return torrc.all(row.name()).stream().map(line -> line.key() + " " + line.value()).toList();
  }

  private static void append(StringBuilder text, String key, String value) {
    if (!key.startsWith("__")) {
      text.append(key).append(value.isEmpty() ? "" : " ").append(quoted(value)).append('\n');
    }
  }

  /** The value as it can stand in a torrc: in quotes where it would be read otherwise. */
  static String quoted(String value) {
    boolean plain =
        !value.startsWith("\"") && value.chars().allMatch(c -> c >= ' ' && c < 127 && c != '#');
    if (plain) {
      return value;
    }
    StringBuilder quoted = new StringBuilder("\"");
    for (byte each : value.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (each & 0xff);
      switch (c) {
        case '\\', '"', '\'' -> quoted.append('\\').append(c);
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        default -> {
          if (c < ' ' || c >= 127) {
            quoted.append(String.format("\\%03o", (int) c));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }
}
