package org.tropea.control.status;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times of the control protocol, UTC. */
public final class ControlTime {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT);
  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS", Locale.ROOT);

  private ControlTime() {}

  /** As {@code 2026-11-28T09:00:00}. */
  public static String seconds(Instant time) {
    return SECONDS.format(time.atOffset(ZoneOffset.UTC));
  }

  /** As {@code 2026-11-28T09:00:00.000000}. */
  public static String microseconds(Instant time) {
    return MICROSECONDS.format(time.atOffset(ZoneOffset.UTC));
  }
}
