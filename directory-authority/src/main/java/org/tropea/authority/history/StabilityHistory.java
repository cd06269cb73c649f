package org.tropea.authority.history;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tropea.authority.vote.Stability;
import org.tropea.crypto.key.RsaIdentity;

/**
 * How steadily relays ran, as C tor keeps it: each run and each break counts, by 5 percent less
 * every 12 hours. Confined as its owner.
 */
public final class StabilityHistory {
  private static final Duration ENOUGH = Duration.ofHours(4);
  private static final Duration DISCOUNTED_EACH = Duration.ofHours(12);
  private static final double DISCOUNT = 0.95;
  private static final Stability UNKNOWN = new Stability(0, 0, 0, 0);

  final Map<RsaIdentity, RelayHistory> relays = new HashMap<>();
  @Nullable Instant trackedSince;
  @Nullable Instant lastDiscounted;

  /**
   * A relay was reached.
   *
   * @param penalty for how long it counts as down where it was at another address before
   */
  public void reached(
      RsaIdentity relay, InetSocketAddress address, Instant when, Duration penalty) {
    track(when);
    of(relay).reached(address, when, penalty);
  }

  /** A relay could not be reached since then. */
  public void lost(RsaIdentity relay, Instant when, Instant now) {
    track(now);
    of(relay).lost(when);
  }

  private void track(Instant now) {
    if (trackedSince == null) {
      trackedSince = now;
    }
  }

  private RelayHistory of(RsaIdentity relay) {
    return relays.computeIfAbsent(relay, key -> new RelayHistory());
  }

  /** Lets what is old count less where it is time to, and forgets what counts for nothing. */
  public void discount(Instant now) {
    if (lastDiscounted == null) {
      lastDiscounted = now;
    }
    double factor = 1;
    while (!lastDiscounted.plus(DISCOUNTED_EACH).isAfter(now)) {
      lastDiscounted = lastDiscounted.plus(DISCOUNTED_EACH);
      factor *= DISCOUNT;
    }
    if (factor < 1) {
      for (RelayHistory each : relays.values()) {
        each.discount(factor);
      }
      relays.values().removeIf(RelayHistory::isForgotten);
    }
  }

  /** Ends the runs of those that we do not know any more. */
  public void keepRunning(Predicate<RsaIdentity> known, Instant now) {
    relays.forEach(
        (relay, history) -> {
          if (history.runningSince != null && !known.test(relay)) {
            history.lost(now);
          }
        });
  }

  /** What is known of a relay at this time. */
  public Stability of(RsaIdentity relay, Instant now) {
    RelayHistory history = relays.get(relay);
    return history == null ? UNKNOWN : history.at(now);
  }

  /** Whether we watched long enough to judge relays by their failures. */
  public boolean isEnough(Instant now) {
    return trackedSince != null && trackedSince.isBefore(now.minus(ENOUGH));
  }
}
