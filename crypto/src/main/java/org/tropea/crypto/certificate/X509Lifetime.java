package org.tropea.crypto.certificate;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** From when until when an X.509 certificate holds. */
record X509Lifetime(Instant from, Instant until) {
  /**
   * So long, from a midnight that is {@code random} but leaves a day or more after {@code now}, so
   * that the dates do not tell when the relay started.
   */
  static X509Lifetime around(Instant now, Duration length, SecureRandom random) {
    long past = Math.max(1, length.minusDays(2).toSeconds());
    Instant from = now.minusSeconds(random.nextLong(past)).truncatedTo(ChronoUnit.DAYS);
    return new X509Lifetime(from, from.plus(length));
  }
}
