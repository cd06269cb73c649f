package org.tropea.configuration;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code options.txt}. For one use. */
final class OptionTableReader {
  private static final String RESOURCE = "options.txt";
  private static final String INDENT = "    ";
  private static final Pattern HEAD =
      Pattern.compile(
          "(?<name>\\S+) (?<type>\\S+)(?<fixed> fixed)?(?<unsaved> unsaved)?(?<live> live)?"
              + "(?<ours> ours)?(?: of (?<family>\\S+))?(?: =(?: (?<initial>[^|]*?))?(?: \\| (?<testing>.*))?)?");
  private static final Pattern WORDS =
      Pattern.compile(INDENT + "(?<what>does|default|within|without|deprecated): (?<text>.*)");
  private static final Pattern OTHER =
      Pattern.compile("(?<written>\\S+) > (?<full>\\S+)(?<argument> argument)?(?<warned> warned)?");

  private final List<OptionRow> rows = new ArrayList<>();
  private final List<OptionTable.OtherName> others = new ArrayList<>();
  private final Map<String, String> words = new HashMap<>();
  private String area = "";
  private @Nullable Matcher head;

  private OptionTableReader() {}

  static OptionTable read() {
    OptionTableReader reader = new OptionTableReader();
    resource().lines().filter(line -> !line.isEmpty()).forEach(reader::take);
    reader.end();
    return new OptionTable(reader.rows, reader.others);
  }

  private void take(String line) {
    if (line.startsWith("#")) {
      return;
    }
    if (line.startsWith(INDENT)) {
      Matcher said = matched(WORDS, line);
      words.put(said.group("what"), said.group("text"));
      return;
    }
    end();
    if (line.startsWith("== ")) {
      area = line.substring(3);
    } else if (line.contains(" > ")) {
      Matcher other = matched(OTHER, line);
      others.add(
          new OptionTable.OtherName(
              other.group("written"),
              other.group("full"),
              other.group("argument") != null,
              other.group("warned") != null));
    } else {
      head = matched(HEAD, line);
    }
  }

  /** The row whose lines were taken is whole. */
  private void end() {
    if (head == null) {
      return;
    }
    String name = head.group("name");
    String family = head.group("family");
    boolean hasEmptyDefault = head.group().endsWith(" =");
    rows.add(
        new OptionRow(
            name,
            area,
            head.group("type"),
            new OptionRow.Traits(
                head.group("fixed") != null,
                head.group("unsaved") != null,
                head.group("live") != null,
                head.group("ours") != null,
                family == null ? name : family),
            hasEmptyDefault ? "" : head.group("initial"),
            head.group("testing"),
            words.get("within"),
            new OptionRow.Words(
                words.get("does"),
                words.get("default"),
                words.get("without"),
                words.get("deprecated"))));
    head = null;
    words.clear();
  }

  private static Matcher matched(Pattern pattern, String line) {
    Matcher matcher = pattern.matcher(line);
    if (!matcher.matches()) {
      throw new IllegalStateException(RESOURCE + " has a line that says nothing: " + line);
    }
    return matcher;
  }

  private static String resource() {
    try (InputStream in = OptionTableReader.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
