package org.tropea.authority.intake;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tropea.directory.document.RelayDescription;
import org.tropea.directory.document.RouterDescriptor;

/** Whether a relay's new descriptor says nothing new, so that all may keep the one they have. */
final class CosmeticChange {
  private static final Duration MAX_AGE = Duration.ofHours(2);
  private static final long UPTIME_DRIFT = Duration.ofHours(6).toSeconds();
  private static final double UPTIME_FACTOR = 0.05;

  private CosmeticChange() {}

  /** Whether {@code fresh}, which is younger, differs from {@code old} in nothing that counts. */
  static boolean is(RouterDescriptor old, RouterDescriptor fresh) {
    RelayDescription a = old.description();
    RelayDescription b = fresh.description();
    return old.identityKey().equals(fresh.identityKey())
        && Objects.equals(old.onionKey(), fresh.onionKey())
        && a.nickname().equalsIgnoreCase(b.nickname())
        && a.address().equals(b.address())
        && Objects.equals(a.ipv6(), b.ipv6())
        && a.dirPort() == b.dirPort()
        && a.platform().equalsIgnoreCase(b.platform())
        && same(a.contact(), b.contact())
        && a.hibernating() == b.hibernating()
        && a.exitPolicy().equals(b.exitPolicy())
        && a.tunnelledDirectory() == b.tunnelledDirectory()
        && sameFamily(a, b)
        && sameBandwidth(a.bandwidth(), b.bandwidth())
        && !a.published().plus(MAX_AGE).isBefore(b.published())
        && sameUptime(a, b);
  }

  private static boolean same(@Nullable String a, @Nullable String b) {
    return a == null ? b == null : a.equalsIgnoreCase(b);
  }

  private static boolean sameFamily(RelayDescription a, RelayDescription b) {
    if (a.family().size() != b.family().size()) {
      return false;
    }
    for (int i = 0; i < a.family().size(); i++) {
      if (!a.family().get(i).equalsIgnoreCase(b.family().get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameBandwidth(RelayDescription.Bandwidth a, RelayDescription.Bandwidth b) {
    return a.rate() == b.rate()
        && a.burst() == b.burst()
        && a.observed() >= b.observed() / 2
        && b.observed() >= a.observed() / 2;
  }

  /** Whether the relay was up all the time between, as its uptimes tell. */
  private static boolean sameUptime(RelayDescription a, RelayDescription b) {
    Instant from = a.published();
    long between = Duration.between(from, b.published()).toSeconds();
    long drift = Math.abs(b.uptime() - (a.uptime() + between));
    return drift <= UPTIME_DRIFT
        || drift <= a.uptime() * UPTIME_FACTOR
        || drift <= b.uptime() * UPTIME_FACTOR;
  }
}
