package org.tropea.client.guard;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.network.Relay;

/**
 * Which relays the network can be entered by just now.
 *
 * <p>A relay is avoided for some minutes when a link to it did not come about, and for nothing
 * else, as by C tor since 0.4.9.13: whatever happens behind it can be the doing of a relay that
 * wants to be met instead. Confined to one loop.
 */
public final class EntryRelays {
  private static final Duration AVOID = Duration.ofMinutes(5);

  private final InstantSource clock;
  private final Map<RsaIdentity, Instant> avoided = new HashMap<>();

  /** Nothing is known of any relay. */
  public EntryRelays(InstantSource clock) {
    this.clock = clock;
  }

  /** Whether {@code relay} is worth a try. */
  public boolean mayEnter(Relay relay) {
    Instant until = avoided.get(relay.identity());
    return until == null || !clock.instant().isBefore(until);
  }

  /** A link to {@code relay} is there; whether there was none when it was tried last. */
  public boolean reached(Relay relay) {
    return avoided.remove(relay.identity()) != null;
  }

  /** A link to {@code relay} did not come about; whether that is news. */
  public boolean unreachable(Relay relay) {
    boolean news = mayEnter(relay);
    if (news) {
      avoided.values().removeIf(until -> !clock.instant().isBefore(until));
      avoided.put(relay.identity(), clock.instant().plus(AVOID));
    }
    return news;
  }

  /** Nobody is left: those that were avoided may have come back. */
  public void forgive() {
    avoided.clear();
  }
}
