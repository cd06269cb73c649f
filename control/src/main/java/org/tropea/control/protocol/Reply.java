package org.tropea.control.protocol;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a node answers, or tells of itself (control-spec 2.3): lines with a code each, the last one
 * marked. Its characters are bytes. Immutable.
 *
 * @param lines at least one; where the last one has data, the last line to be sent is its dot
 */
public record Reply(List<Line> lines) {
  /** What all is well with. */
  public static final Reply OK = of(250, "OK");

  /**
   * One line.
   *
   * @param code three digits
   * @param data lines that follow it up to a dot; null for none
   */
  public record Line(int code, String text, @Nullable String data) {}

  /** Keeps its own copy. */
  public Reply {
    lines = List.copyOf(lines);
  }

  /** One line. */
  public static Reply of(int code, String text) {
    return new Reply(List.of(new Line(code, text, null)));
  }

  /** An event of one line. */
  public static Reply event(String text) {
    return of(650, text);
  }

  /** An event with lines that follow it. */
  public static Reply event(String text, String data) {
    return new Reply(List.of(new Line(650, text, data), new Line(650, "OK", null)));
  }

  /** {@code KEY=VALUE}, as data where the value has several lines. */
  public static Line value(int code, String key, String value) {
    boolean several = value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0;
    return several ? new Line(code, key + "=", value) : new Line(code, key + "=" + value, null);
  }

  /** These lines and an OK. */
  public static Reply done(List<Line> lines) {
    List<Line> all = new ArrayList<>(lines);
    all.add(new Line(250, "OK", null));
    return new Reply(all);
  }

  /** Whether it says that all is well. */
  public boolean isDone() {
    return lines.get(0).code() / 100 == 2;
  }

  /** The bytes that are sent. */
  public byte[] bytes() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      char mark = line.data() != null ? '+' : i == lines.size() - 1 ? ' ' : '-';
      text.append(line.code()).append(mark).append(line.text()).append("\r\n");
      if (line.data() != null) {
        append(text, line.data());
      }
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Lines end with CRLF, a dot that begins one is doubled, and a dot alone ends all. */
  private static void append(StringBuilder text, String data) {
    int from = 0;
    while (from < data.length()) {
      int end = data.indexOf('\n', from);
      String line = end < 0 ? data.substring(from) : data.substring(from, end);
      if (line.endsWith("\r")) {
        line = line.substring(0, line.length() - 1);
      }
      text.append(line.startsWith(".") ? "." : "").append(line).append("\r\n");
      from = end < 0 ? data.length() : end + 1;
    }
    if (data.isEmpty()) {
      text.append("\r\n");
    }
    text.append(".\r\n");
  }

  /** Prints nothing: it may hold keys. */
  @Override
  public String toString() {
    return "Reply";
  }
}
