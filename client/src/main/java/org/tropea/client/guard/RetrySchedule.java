package org.tropea.client.guard;

import java.time.Duration;

/** How long after the last try an unreachable guard is tried again (guard-spec 4.6). */
final class RetrySchedule {
  private RetrySchedule() {}

  /** The pause for a guard that has not been reachable for {@code failing}. */
  static Duration pause(Duration failing, boolean primary) {
    if (failing.compareTo(Duration.ofHours(6)) <= 0) {
      return primary ? Duration.ofMinutes(10) : Duration.ofHours(1);
    }
    if (failing.compareTo(Duration.ofDays(4)) <= 0) {
      return primary ? Duration.ofMinutes(90) : Duration.ofHours(4);
    }
    if (failing.compareTo(Duration.ofDays(7)) <= 0) {
      return primary ? Duration.ofHours(4) : Duration.ofHours(18);
    }
    return primary ? Duration.ofHours(9) : Duration.ofHours(36);
  }
}
