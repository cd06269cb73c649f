package org.tropea.client.path;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.RelayFlag;
import org.tropea.directory.network.NetworkParameter;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.network.Parameters;
import org.tropea.directory.network.Position;
import org.tropea.directory.network.Relay;
import org.tropea.directory.network.RelaySelector;

/**
 * The few relays that stand second in all paths for onion services, so that nobody learns our guard
 * by having us build many of them (vanguards-lite, proposal 333).
 *
 * <p>Each is kept for one to twelve days, while the network lists it as fast and stable. As in C
 * tor they are drawn anew by each process. Confined to the loop of its client.
 */
public final class SecondLayer {
  private final InstantSource clock;
  private final SecureRandom random;
  private final Map<RsaIdentity, Instant> kept = new LinkedHashMap<>();

  /** A layer that is drawn when it is first asked for. */
  public SecondLayer(InstantSource clock, SecureRandom random) {
    this.clock = clock;
    this.random = random;
  }

  /**
   * The relays that are used now: four, unless the network says otherwise or has fewer.
   *
   * @param allowed which may be among them
   */
  public Set<RsaIdentity> relays(NetworkView view, Predicate<Relay> allowed) {
    Instant now = clock.instant();
    kept.entrySet()
        .removeIf(
            each ->
                !each.getValue().isAfter(now)
                    || view.relay(each.getKey()).filter(allowed.and(SecondLayer::isFit)).isEmpty());
    Parameters parameters = view.parameters();
    while (kept.size() < parameters.get(NetworkParameter.GUARD_HS_L2_NUMBER)) {
      Optional<Relay> next =
          new RelaySelector(view, random)
              .choose(
                  Position.MIDDLE,
                  allowed
                      .and(SecondLayer::isFit)
                      .and(relay -> !kept.containsKey(relay.identity())));
      if (next.isEmpty()) {
        break;
      }
      kept.put(next.get().identity(), now.plusSeconds(lifetime(parameters)));
    }
    return Set.copyOf(kept.keySet());
  }

  private static boolean isFit(Relay relay) {
    return relay.has(RelayFlag.FAST) && relay.has(RelayFlag.STABLE);
  }

  /** The larger of two draws between the bounds, in seconds. */
  private long lifetime(Parameters parameters) {
    int least = parameters.get(NetworkParameter.GUARD_HS_L2_LIFETIME_MIN);
    int most = parameters.get(NetworkParameter.GUARD_HS_L2_LIFETIME_MAX);
    if (least >= most) {
      return least;
    }
    return Math.max(random.nextInt(least, most), random.nextInt(least, most));
  }
}
