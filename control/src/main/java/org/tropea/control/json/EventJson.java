package org.tropea.control.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tropea.control.event.EventKind;

/** An event of the control port as JSON. */
final class EventJson {
  private static final Pattern WORD =
      Pattern.compile(
          "(?:(?<key>[A-Z_0-9]+)=)?(?:\"(?<quoted>(?:\\\\.|[^\"\\\\])*)\"|(?<plain>\\S+))");
  private static final String BEGIN = "650 ";

  private EventJson() {}

  /**
   * What the control protocol says, taken apart.
   *
   * @param kind as {@code CIRC}
   * @param words those without a key, in their order; of what the log says one, the whole of it
   * @param values those with a key
   */
  record Event(String kind, List<String> words, Map<String, String> values) {}

  /** Of an event's bytes; of several lines the first counts. */
  static Event of(byte[] event) {
    String text = new String(event, StandardCharsets.ISO_8859_1);
    String line = text.substring(BEGIN.length(), text.indexOf("\r\n"));
    int space = line.indexOf(' ');
    String kind = space < 0 ? line : line.substring(0, space);
    String rest = space < 0 ? "" : line.substring(space + 1);
    List<String> words = new ArrayList<>();
    Map<String, String> values = new LinkedHashMap<>();
    if (isLog(kind)) {
      words.add(rest);
      return new Event(kind, words, values);
    }
    Matcher word = WORD.matcher(rest);
    while (word.find()) {
      String quoted = word.group("quoted");
      String value = quoted == null ? word.group("plain") : quoted.replaceAll("\\\\(.)", "$1");
      if (word.group("key") == null) {
        words.add(value);
      } else {
        values.put(word.group("key"), value);
      }
    }
    return new Event(kind, words, values);
  }

  private static boolean isLog(String kind) {
    return kind.equals(EventKind.NOTICE.name())
        || kind.equals(EventKind.WARN.name())
        || kind.equals(EventKind.ERR.name());
  }
}
