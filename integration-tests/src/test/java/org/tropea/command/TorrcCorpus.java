package org.tropea.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.tropea.configuration.OptionRow;
import org.tropea.configuration.OptionTable;

/**
 * Torrcs by name: those of {@code torrcs.txt}, each of them changed in ways that a hand or an
 * editor changes them, and each option of C tor alone with values that it may and may not have. The
 * same at each run.
 */
final class TorrcCorpus {
  /** What is done to a whole file. */
  private static final Map<String, UnaryOperator<String>> CHANGES = changes();

  /** Values that are tried of each type of option, good ones and others. */
  private static final Map<String, List<String>> VALUES =
      Map.ofEntries(
          Map.entry("Boolean", List.of("1", "2")),
          Map.entry("Boolean+Auto", List.of("1", "yes")),
          Map.entry("TimeInterval", List.of("90 minutes", "5 fortnights")),
          Map.entry("TimeMsecInterval", List.of("20 msec", "2 seconds")),
          Map.entry("TimeIntervals", List.of("7, 8, 9", "x")),
          Map.entry("DataSize", List.of("64 MBytes", "3 parrots")),
          Map.entry("Float", List.of("0.5", "-2")),
          Map.entry("Integer", List.of("7", "-7")),
          Map.entry("SignedInteger", List.of("7", "seven")),
          Map.entry("Unsigned", List.of("7", "seven")),
          Map.entry("CommaList", List.of("1, 2,,3 ", "word")),
          Map.entry("String", List.of("word")),
          Map.entry("Filename", List.of("DIR/a/file")),
          Map.entry("RouterList", List.of("{de}, bob", "$AAAA")),
          Map.entry("LineList", List.of("word", "192.0.2.1")),
          Map.entry("Dependent", List.of("127.0.0.1:auto", "word")));

  private TorrcCorpus() {}

  /** All of them: the text of each by its name. */
  static Map<String, String> torrcs() throws IOException {
    Map<String, String> torrcs = new LinkedHashMap<>();
    List<String> changes = List.copyOf(CHANGES.keySet());
    int turn = 0;
    for (Map.Entry<String, String> written : written().entrySet()) {
      torrcs.put(written.getKey(), written.getValue());
      String change = changes.get(turn++ % changes.size());
      torrcs.put(
          written.getKey() + ", " + change,
          Objects.requireNonNull(CHANGES.get(change)).apply(written.getValue()));
    }
    for (OptionRow row : OptionTable.ofCTor().rows()) {
      List<String> values =
          row.traits().ours() ? List.of() : VALUES.getOrDefault(row.type(), List.of());
      for (String value : values) {
        torrcs.put(row.name() + " " + value, row.name() + " " + value + "\n");
      }
    }
    torrcs.put(
        "obsolete options",
        OptionTable.ofCTor().rows().stream()
            .filter(OptionRow::isObsolete)
            .map(row -> row.name() + " 1\n")
            .collect(Collectors.joining()));
    return torrcs;
  }

  private static Map<String, String> written() throws IOException {
    Map<String, String> torrcs = new LinkedHashMap<>();
    try (InputStream in =
        Objects.requireNonNull(TorrcCorpus.class.getResourceAsStream("torrcs.txt"))) {
      String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String each : all.split("(?m)^== ", -1)) {
        String[] parts = each.split("\n", 2);
        if (!each.startsWith("#")) {
          torrcs.put(parts[0], parts[1]);
        }
      }
    }
    return torrcs;
  }

  private static Map<String, UnaryOperator<String>> changes() {
    Map<String, UnaryOperator<String>> changes = new LinkedHashMap<>();
    changes.put("its line ends those of Windows", text -> text.replace("\n", "\r\n"));
    changes.put("in upper case", text -> keys(text, key -> key.toUpperCase(Locale.ROOT)));
    changes.put("twice", text -> text + text);
    changes.put("upside down", TorrcCorpus::upsideDown);
    changes.put("all lines adding", text -> keys(text, key -> "+" + key));
    changes.put("values left out", text -> keys(text, key -> key + " #"));
    changes.put("with blanks before and behind", text -> text.replaceAll("(?m)^(.+)$", "  $1 \t"));
    changes.put("without its last line end", String::stripTrailing);
    changes.put("all keys continued", text -> keys(text, key -> key + " \\\n"));
    return changes;
  }

  private static String keys(String text, UnaryOperator<String> change) {
    StringBuilder changed = new StringBuilder();
    for (String line : text.lines().toList()) {
      String[] words = line.split("\\s", 2);
      boolean isOption = words.length == 2 && words[0].matches("[A-Za-z_0-9]+");
      changed.append(isOption ? change.apply(words[0]) + " " + words[1] : line).append('\n');
    }
    return changed.toString();
  }

  private static String upsideDown(String text) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    Collections.reverse(lines);
    return String.join("\n", lines) + "\n";
  }
}
