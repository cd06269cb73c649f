package org.tropea.configuration;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts the text of a torrc into its lines: comments, quoted values and {@code \} continuations as
 * doc/torrc_format.txt of C tor describes them. Bytes of values stay what they are, those of
 * escapes too, and are UTF-8. For one text, one thread; time and memory grow with its length only.
 */
public final class TorrcLexer {
  private static final String BAD_ESCAPE =
      "an unknown \\ sequence in a quoted value; write \\\\ for a backslash";

  private final String name;
  private final String text;
  private int position;
  private int line = 1;

  private TorrcLexer(String name, String text) {
    this.name = name;
    this.text = text;
  }

  /** The entries of {@code text}, as of its bytes in UTF-8. */
  public static List<TorrcLine> lines(String name, String text) throws OptionException {
    return lines(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /** The entries of a file, in order; {@code name} is its, for complaints. */
  public static List<TorrcLine> lines(String name, byte[] file) throws OptionException {
    // A character for each byte, so that those of escapes and those that stand as they are meet.
    String text = new String(file, StandardCharsets.ISO_8859_1);
    TorrcLexer lexer = new TorrcLexer(name, text.replace("\r\n", "\n"));
    lexer.refuseNul();
    List<TorrcLine> lines = new ArrayList<>();
    while (lexer.skipToEntry()) {
      lines.add(lexer.entry());
    }
    return lines;
  }

  private void refuseNul() throws OptionException {
    int nul = text.indexOf('\0');
    if (nul < 0) {
      return;
    }
    while (position < nul) {
      next();
    }
    throw refused("a NUL byte; save the file as UTF-8 text without NUL");
  }

  /** Whether an entry follows behind blank space and comments. */
  private boolean skipToEntry() {
    while (position < text.length()) {
      if (peek() == '#') {
        skipLine();
      } else if (isSpace(peek())) {
        next();
      } else {
        return true;
      }
    }
    return false;
  }

  private TorrcLine entry() throws OptionException {
    String source = name + ":" + line;
    int start = position;
    while (position < text.length()
        && !isSpace(peek())
        && peek() != '#'
        && !text.startsWith("\\\n", position)) {
      position++;
    }
    String key = text.substring(start, position);
    skipBlanks();
    boolean quoted = position < text.length() && peek() == '"';
    String value = quoted ? quotedValue() : plainValue();
    return TorrcLine.of(source, key, utf8(source, key, value));
  }

  private static String utf8(String source, String key, String bytes) throws OptionException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)))
          .toString();
    } catch (CharacterCodingException e) {
      throw new OptionException(
          source + ": a value of " + key + " that is not UTF-8; save the file as UTF-8", e);
    }
  }

  /** A value up to the end of its line, or of the last line that continues it. */
  private String plainValue() {
    StringBuilder value = new StringBuilder();
    boolean continued = false;
    while (position < text.length() && peek() != '\n') {
      if (text.startsWith("\\\n", position)) {
        continued = true;
        next();
        next();
      } else if (peek() != '#') {
        value.append(next());
      } else if (continued) {
        // A comment inside a continued value does not end it, whether or not it ends in '\'.
        skipLine();
      } else {
        break;
      }
    }
    return stripped(value);
  }

  private String quotedValue() throws OptionException {
    StringBuilder value = new StringBuilder();
    next();
    while (position < text.length() && peek() != '"' && peek() != '\n') {
      char c = next();
      value.append(c == '\\' ? escaped() : c);
    }
    if (position == text.length() || peek() == '\n') {
      throw refused("the quoted value is not closed; end it with \" on the same line");
    }
    next();
    skipBlanks();
    if (position < text.length() && peek() != '#' && peek() != '\n') {
      throw refused("text behind the closing quote; remove it, or put it inside the quotes");
    }
    return value.toString();
  }

  private char escaped() throws OptionException {
    char c = position < text.length() ? peek() : '\n';
    if (Character.digit(c, 8) >= 0) {
      return number(8, 1, 3);
    }
    position++;
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case '"', '\'', '\\' -> c;
      case 'x' -> number(16, 2, 2);
      default -> throw refused(BAD_ESCAPE);
    };
  }

  /** The character whose code stands here with {@code least} to {@code most} digits. */
  private char number(int radix, int least, int most) throws OptionException {
    int value = 0;
    int digits = 0;
    while (digits < most && position < text.length() && Character.digit(peek(), radix) >= 0) {
      value = value * radix + Character.digit(next(), radix);
      digits++;
    }
    if (digits < least || value == 0 || value > 255) {
      throw refused(BAD_ESCAPE);
    }
    return (char) value;
  }

  private OptionException refused(String problem) {
    return new OptionException(name + ":" + line + ": " + problem);
  }

  private char peek() {
    return text.charAt(position);
  }

  private char next() {
    char c = text.charAt(position++);
    if (c == '\n') {
      line++;
    }
    return c;
  }

  private void skipLine() {
    while (position < text.length() && next() != '\n') {}
  }

  private void skipBlanks() {
    while (position < text.length() && (peek() == ' ' || peek() == '\t')) {
      position++;
    }
  }

  private static String stripped(StringBuilder value) {
    int end = value.length();
    while (end > 0 && isSpace(value.charAt(end - 1))) {
      end--;
    }
    return value.substring(0, end);
  }

  /** The blank space of C's locale, not Unicode's. */
  private static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }
}
