package org.tropea.authority.vote;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.tropea.authority.rules.RelayRule;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.RelayDescription;
import org.tropea.directory.document.RouterDescriptor;

/**
 * A relay as we know it: its descriptor, and what we saw.
 *
 * @param running whether it can be reached, at all addresses that it names
 * @param ipv6 whether it can be reached at the IPv6 address that it names, or nobody tests that
 * @param rules what the operator decided about it
 * @param measurement what it carries by measurement
 */
public record ObservedRelay(
    RouterDescriptor descriptor,
    boolean running,
    boolean ipv6,
    Stability stability,
    Set<RelayRule> rules,
    Measurement measurement) {
  private static final Duration MAX_AGE = Duration.ofHours(24);
  private static final int MAX_BELIEVABLE_BANDWIDTH = 10_000_000;

  /** Keeps its own copy. */
  public ObservedRelay {
    rules = Set.copyOf(rules);
  }

  /** One as reachable over IPv6 as over IPv4; nothing was decided about it, or measured. */
  public ObservedRelay(RouterDescriptor descriptor, boolean running, Stability stability) {
    this(descriptor, running, true, stability, Set.of(), Measurement.NONE);
  }

  RsaIdentity identity() {
    return descriptor.identity();
  }

  RelayDescription description() {
    return descriptor.description();
  }

  boolean isValid() {
    return !rules.contains(RelayRule.INVALID);
  }

  /** What it says that it can carry, in kilobytes per second, as far as that is believed. */
  long bandwidth() {
    return Math.min(saidBytes(), MAX_BELIEVABLE_BANDWIDTH) / 1000;
  }

  /** What it carries by measurement, or else by all that it says, in kilobytes per second. */
  long bestKnownBandwidth() {
    Long measured = measurement.believed();
    return measured != null ? measured : saidBytes() / 1000;
  }

  private int saidBytes() {
    RelayDescription.Bandwidth said = description().bandwidth();
    return Math.min(said.rate(), said.observed());
  }

  /** How long it says that it was up, counted on to {@code now}, in seconds. */
  long uptime(Instant now) {
    long since = now.getEpochSecond() - description().published().getEpochSecond();
    return description().uptime() + Math.max(0, since);
  }

  /** Whether its descriptor is younger than 24 hours, and none of its certificates has expired. */
  boolean isCurrent(Instant now) {
    return !description().published().isBefore(now.minus(MAX_AGE))
        && !descriptor.expires().isBefore(now);
  }

  /** Whether it counts when thresholds are found. */
  boolean isActive(Instant now) {
    return isCurrent(now) && running && isValid() && !description().hibernating();
  }
}
