package org.tropea.directory.serve;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Times in HTTP headers: {@code Fri, 20 Nov 2026 22:45:08 GMT}. */
final class HttpDate {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.US);

  private HttpDate() {}

  static String write(Instant time) {
    return FORMAT.format(time.atOffset(ZoneOffset.UTC));
  }

  /** Null for what is no date: as if there had been no header, as in C tor. */
  static @Nullable Instant read(@Nullable String text) {
    if (text == null || text.length() > 40) {
      return null;
    }
    try {
      return LocalDateTime.parse(text, FORMAT).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
