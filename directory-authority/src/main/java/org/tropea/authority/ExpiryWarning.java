package org.tropea.authority;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Says in time, and more and more often, that a signing certificate ends: from 30 days before on
 * every 5 days, from 7 days every day, in the last day and after it every hour. Confined as its
 * owner.
 */
final class ExpiryWarning {
  private static final Duration SOON = Duration.ofDays(30);
  private static final Duration SOONER = Duration.ofDays(7);
  private static final Duration LAST = Duration.ofDays(1);

  private final Instant expires;
  private @Nullable Instant said;

  ExpiryWarning(Instant expires) {
    this.expires = expires;
  }

  /** Whether to say it now; it is then taken as said. */
  boolean isDue(Instant now) {
    Duration left = Duration.between(now, expires);
    if (left.compareTo(SOON) > 0) {
      return false;
    }
    Duration pause = Duration.ofHours(1);
    if (left.compareTo(SOONER) > 0) {
      pause = Duration.ofDays(5);
    } else if (left.compareTo(LAST) > 0) {
      pause = Duration.ofDays(1);
    }
    Instant last = said;
    if (last != null && last.plus(pause).isAfter(now)) {
      return false;
    }
    said = now;
    return true;
  }
}
