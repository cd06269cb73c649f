package org.tropea.directory.text;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.tropea.crypto.bytes.DecodeException;

/** Times in directory documents: {@code YYYY-MM-DD HH:MM:SS}, UTC, from 1970 to 9999. */
public final class IsoTime {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

  private IsoTime() {}

  /** Reads a date and a time of day; second 60, a leap second, counts as the one behind it. */
  public static Instant read(String date, String time) throws DecodeException {
    if (!shaped(date, "####-##-##") || !shaped(time, "##:##:##")) {
      throw new DecodeException("a time is not of the form YYYY-MM-DD HH:MM:SS");
    }
    int second = two(time, 6);
    int year = Integer.parseInt(date, 0, 4, 10);
    if (second > 60 || year < 1970) {
      throw new DecodeException("a time is out of range");
    }
    try {
      return LocalDateTime.of(year, two(date, 5), two(date, 8), two(time, 0), two(time, 3))
          .toInstant(ZoneOffset.UTC)
          .plusSeconds(second);
    } catch (DateTimeException e) {
      throw new DecodeException("a time is out of range");
    }
  }

  /** The same form, whole seconds. */
  public static String write(Instant time) {
    return FORMAT.format(time.atOffset(ZoneOffset.UTC));
  }

  private static int two(String text, int offset) {
    return Integer.parseInt(text, offset, offset + 2, 10);
  }

  private static boolean shaped(String text, String shape) {
    if (text.length() != shape.length()) {
      return false;
    }
    for (int i = 0; i < shape.length(); i++) {
      char c = text.charAt(i);
      boolean fits = shape.charAt(i) == '#' ? c >= '0' && c <= '9' : c == shape.charAt(i);
      if (!fits) {
        return false;
      }
    }
    return true;
  }
}
