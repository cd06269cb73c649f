package org.tropea.directory.document;

import java.time.Duration;
import java.time.Instant;
import org.tropea.directory.text.IsoTime;

/** When a consensus is fresh, valid, and still better than none (dir-spec 3.4.1 and 5.1). */
public record Lifetime(Instant validAfter, Instant freshUntil, Instant validUntil) {
  /** How far beyond its validity, either way, a consensus still serves. */
  public static final Duration REASONABLE = Duration.ofHours(24);

  private static final Duration LITTLE_LATER = Duration.ofMinutes(3);

  /** Whether it is valid now. */
  public boolean isLive(Instant now) {
    return !now.isBefore(validAfter) && !now.isAfter(validUntil);
  }

  /** Whether it is valid within 24 hours of now; one from further in the future is refused too. */
  public boolean isReasonablyLive(Instant now) {
    return !isTooEarly(now) && !now.isAfter(validUntil.plus(REASONABLE));
  }

  /** Whether it starts more than 24 hours from now: a clock is wrong, theirs or ours. */
  public boolean isTooEarly(Instant now) {
    return now.isBefore(validAfter.minus(REASONABLE));
  }

  /**
   * What to ask for a newer one by, in If-Modified-Since: a little later than its start, as C tor
   * does, whose caches send what is just as old as that.
   */
  public Instant modifiedSince() {
    Duration half = Duration.between(validAfter, freshUntil).dividedBy(2);
    boolean usable = !half.isNegative() && !half.isZero() && half.compareTo(LITTLE_LATER) < 0;
    return validAfter.plus(usable ? half : LITTLE_LATER);
  }

  /** Writes the three lines. */
  public void write(StringBuilder text) {
    text.append("valid-after ").append(IsoTime.write(validAfter));
    text.append("\nfresh-until ").append(IsoTime.write(freshUntil));
    text.append("\nvalid-until ").append(IsoTime.write(validUntil)).append('\n');
  }
}
