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

  /**
   * Reads a date and a time of day; second 60, a leap second, counts as the one behind it. Numbers
   * may lack their leading zeros, as in C tor.
   */
  public static Instant read(String date, String time) throws DecodeException {
    int[] day = numbers(date, '-', 9);
    int[] clock = numbers(time, ':', 2);
    if (day[0] < 1970 || day[0] > 9999 || clock[2] > 60) {
      throw new DecodeException("a time is out of range");
    }
    try {
      return LocalDateTime.of(day[0], day[1], day[2], clock[0], clock[1])
          .toInstant(ZoneOffset.UTC)
          .plusSeconds(clock[2]);
    } catch (DateTimeException e) {
      throw new DecodeException("a time is out of range");
    }
  }

  /** The same form, whole seconds. */
  public static String write(Instant time) {
    return FORMAT.format(time.atOffset(ZoneOffset.UTC));
  }

  /** Three numbers: the first of up to {@code digits}, the others of up to two. */
  private static int[] numbers(String text, char separator, int digits) throws DecodeException {
    int[] numbers = new int[3];
    int index = 0;
    int scanned = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == separator && scanned > 0 && index < 2) {
        index++;
        scanned = 0;
      } else if (c >= '0' && c <= '9' && scanned < (index == 0 ? digits : 2)) {
        numbers[index] = 10 * numbers[index] + c - '0';
        scanned++;
      } else {
        throw malformed();
      }
    }
    if (index < 2 || scanned == 0) {
      throw malformed();
    }
    return numbers;
  }

  private static DecodeException malformed() {
    return new DecodeException("a time is not of the form YYYY-MM-DD HH:MM:SS");
  }
}
