package org.tropea.directory.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.text.IsoTime;

/**
 * C tor's {@code state} file: what a node remembers beyond its documents, a keyword and a value per
 * line. Lines that nobody here knows stay as they are and where they are. Immutable.
 */
public final class StateText {
  /** Nothing is remembered. */
  public static final StateText EMPTY = new StateText(List.of());

  private static final Set<String> OURS = Set.of("lastwritten", "torversion");

  private final List<Line> lines;

  /** A line, with those that it is continued on; its keyword in lower case. */
  private record Line(String keyword, String text) {
    String value() {
      return text.substring(keyword.length()).trim();
    }
  }

  private StateText(List<Line> lines) {
    this.lines = List.copyOf(lines);
  }

  /**
   * Reads a file; comments are left out.
   *
   * @throws DecodeException when it holds bytes that no such file has
   */
  public static StateText read(byte[] file) throws DecodeException {
    List<Line> lines = new ArrayList<>();
    StringBuilder open = new StringBuilder();
    for (String each : new String(file, UTF_8).split("\r?\n", -1)) {
      if (each.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f || c == 0xfffd)) {
        throw new DecodeException("the state file holds bytes that are no text");
      }
      if (open.isEmpty() && (each.isBlank() || each.stripLeading().startsWith("#"))) {
        continue;
      }
      open.append(open.isEmpty() ? each.strip() : "\n" + each);
      if (!each.endsWith("\\")) {
        lines.add(line(open.toString()));
        open.setLength(0);
      }
    }
    if (!open.isEmpty()) {
      throw new DecodeException("the last line of the state file does not end");
    }
    return new StateText(lines);
  }

  private static Line line(String text) {
    int end = 0;
    while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
      end++;
    }
    return new Line(text.substring(0, end).toLowerCase(Locale.ROOT), text);
  }

  /** The values of the lines with this keyword, in their order. */
  public List<String> values(String keyword) {
    return lines.stream()
        .filter(line -> line.keyword().equalsIgnoreCase(keyword))
        .map(Line::value)
        .toList();
  }

  /** The same with these lines for a keyword, where the first of them was, or at the end. */
  public StateText with(String keyword, List<String> values) {
    List<Line> next = new ArrayList<>();
    int place = -1;
    for (Line line : lines) {
      if (!line.keyword().equalsIgnoreCase(keyword)) {
        next.add(line);
      } else if (place < 0) {
        place = next.size();
      }
    }
    List<Line> added = values.stream().map(value -> line(keyword + " " + value)).toList();
    next.addAll(place < 0 ? next.size() : place, added);
    return new StateText(next);
  }

  /** The whole file, as {@code version} writes it now. */
  public byte[] write(String version, Instant now) {
    String time = IsoTime.write(now);
    StringBuilder text =
        new StringBuilder("# Tor state file last generated on ")
            .append(time)
            .append(" UTC\n# Other times below are in UTC\n")
            .append("# You *do not* need to edit this file.\n\n");
    lines.stream()
        .filter(line -> !OURS.contains(line.keyword()))
        .forEach(line -> text.append(line.text()).append('\n'));
    text.append("LastWritten ").append(time).append("\nTorVersion ").append(version).append('\n');
    return text.toString().getBytes(UTF_8);
  }
}
