package org.tropea.relay.cache;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.tropea.directory.document.Lifetime;

/**
 * When a cache fetches the next consensus: soon after the last is no longer fresh, so that clients
 * find it here (row K07, dir-spec 4.2).
 */
final class MirrorSchedule {
  private static final Duration SETTLING = Duration.ofMinutes(2);

  private MirrorSchedule() {}

  /** The moment for a cache that holds a consensus of this lifetime. */
  static Instant next(Lifetime lifetime, SecureRandom random) {
    Duration interval = Duration.between(lifetime.validAfter(), lifetime.freshUntil());
    Duration sixteenth = interval.dividedBy(16);
    Duration settling = sixteenth.compareTo(SETTLING) < 0 ? sixteenth : SETTLING;
    long window = Math.max(1, interval.toMillis() / 2);
    return lifetime.freshUntil().plus(settling).plusMillis(random.nextLong(window));
  }
}
