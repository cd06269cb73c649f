package org.tropea.control.protocol;

import java.util.Optional;

/** Text in double quotes, with the escapes of C (control-spec 2.1.1). Its characters are bytes. */
public final class QuotedText {
  private QuotedText() {}

  /** {@code text} in quotes, as C tor writes it. */
  public static String of(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      switch (each) {
        case '"', '\\', '\'' -> quoted.append('\\').append(each);
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        default -> {
          if (each >= ' ' && each < 0x7f) {
            quoted.append(each);
          } else {
            quoted.append('\\').append(String.format("%03o", each & 0xff));
          }
        }
      }
    }
    return quoted.append('"').toString();
  }

  /** Whether {@code text} has to be in quotes to be read again. */
  static boolean isNeeded(String text, boolean asWord) {
    if (asWord && (text.isEmpty() || text.indexOf('=') >= 0)) {
      return true;
    }
    return text.chars().anyMatch(c -> c <= ' ' || c >= 0x7f || c == '\'' || c == '"');
  }

  /** Where the quote ends that begins at {@code from}; negative where it does not. */
  static int end(String text, int from) {
    for (int i = from + 1; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == '"') {
        return i;
      }
    }
    return -1;
  }

  /** What stands within quotes in which a backslash hides what follows. */
  static String plain(String within) {
    StringBuilder text = new StringBuilder(within.length());
    for (int i = 0; i < within.length(); i++) {
      if (within.charAt(i) == '\\') {
        i++;
      }
      text.append(within.charAt(i));
    }
    return text.toString();
  }

  /** What stands within quotes by the rules of C; nothing where that is malformed or zero. */
  static Optional<String> unescaped(String within) {
    StringBuilder text = new StringBuilder(within.length());
    int i = 0;
    while (i < within.length()) {
      char each = within.charAt(i++);
      if (each != '\\') {
        text.append(each);
        continue;
      }
      char escape = within.charAt(i++);
      int digits = escape == 'x' ? 2 : isOctal(escape) ? 3 : 0;
      if (digits == 0) {
        int known = "nrt\"\\'".indexOf(escape);
        if (known < 0) {
          return Optional.empty();
        }
        text.append("\n\r\t\"\\'".charAt(known));
        continue;
      }
      int from = digits == 2 ? i : i - 1;
      int end = from;
      int radix = digits == 2 ? 16 : 8;
      while (end < within.length()
          && end < from + digits
          && Character.digit(within.charAt(end), radix) >= 0) {
        end++;
      }
      int value = end == from ? 0 : Integer.parseInt(within.substring(from, end), radix);
      if (value == 0 || value > 0xff || (digits == 2 && end != from + 2)) {
        return Optional.empty();
      }
      text.append((char) value);
      i = end;
    }
    return Optional.of(text.toString());
  }

  private static boolean isOctal(char each) {
    return each >= '0' && each <= '7';
  }
}
