package org.tropea.protocol.notice;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;

/**
 * Warnings that others can cause as often as they like.
 *
 * <p>Each message is logged at once when it is new, and then once per interval at most; the next
 * one to be logged says how many were left out. Messages are told apart by their text before the
 * arguments are filled in, so that strangers cannot make up new ones. Thread-safe.
 */
public final class RepeatedWarnings {
  /** For how long the same warning is not repeated. */
  public static final Duration INTERVAL = Duration.ofMinutes(5);

  private final Logger log;
  private final InstantSource clock;
  private final Map<String, Said> said = new HashMap<>();

  /** When a message was logged last, and how often it was left out since. */
  private record Said(Instant when, int leftOut) {}

  /** A log in which nothing was said yet. */
  public RepeatedWarnings(Logger log, InstantSource clock) {
    this.log = log;
    this.clock = clock;
  }

  /**
   * Warns, unless the same was said a short while ago.
   *
   * @param message a constant, with {@code {}} where arguments go
   */
  public void warn(String message, Object... arguments) {
    int leftOut = leftOut(message);
    if (leftOut == 0) {
      log.warn(message, arguments);
    } else if (leftOut > 0) {
      log.warn(message + " (left out " + leftOut + " more like it since the last)", arguments);
    }
  }

  /** How many were left out before this one, which is to be logged; negative where it is not. */
  private synchronized int leftOut(String message) {
    Instant now = clock.instant();
    Said last = said.get(message);
    // A clock that was set back must not silence it for long.
    if (last != null && !now.isBefore(last.when()) && now.isBefore(last.when().plus(INTERVAL))) {
      said.put(message, new Said(last.when(), last.leftOut() + 1));
      return -1;
    }
    said.put(message, new Said(now, 0));
    return last == null ? 0 : last.leftOut();
  }
}
