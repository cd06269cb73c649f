package org.tropea.authority.vote;

import com.google.crypto.tink.util.Bytes;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.RsaIdentity;

/** Which relays there are too many of to trust (dir-spec 3.4.2 and 3.8). */
final class Sybils {
  private Sybils() {}

  /**
   * All but the best of those that run at each address: authorities, then the fastest, are better
   * than others. Those that do not run cannot push out anybody.
   */
  static Set<RsaIdentity> find(
      List<ObservedRelay> relays, Set<RsaIdentity> authorities, int maxPerAddress) {
    Set<RsaIdentity> sybils = new HashSet<>();
    if (maxPerAddress <= 0) {
      return sybils;
    }
    Comparator<ObservedRelay> best =
        Comparator.<ObservedRelay, Boolean>comparing(r -> !authorities.contains(r.identity()))
            .thenComparing(relay -> -relay.bestKnownBandwidth())
            .thenComparing(
                relay -> relay.identity().value().toByteArray(), Arrays::compareUnsigned);
    List<ObservedRelay> sorted =
        relays.stream().filter(ObservedRelay::running).sorted(best).toList();
    crowd(sorted, maxPerAddress, r -> r.description().address().getAddress(), sybils);
    crowd(
        sorted,
        maxPerAddress,
        relay -> {
          var ipv6 = relay.description().ipv6();
          return ipv6 == null ? null : ipv6.getAddress();
        },
        sybils);
    return sybils;
  }

  /** The relays of which no other has the same Ed25519 identity and a younger descriptor. */
  static List<ObservedRelay> withoutDoubles(List<ObservedRelay> relays) {
    Map<Ed25519Identity, ObservedRelay> kept = new HashMap<>();
    for (ObservedRelay relay : relays) {
      kept.merge(
          relay.descriptor().ed25519Identity(),
          relay,
          (old, next) -> BY_AGE.compare(next, old) > 0 ? next : old);
    }
    return new ArrayList<>(kept.values());
  }

  /** Younger last; of the same age, the one with the smaller digest last. */
  private static final Comparator<ObservedRelay> BY_AGE =
      Comparator.<ObservedRelay, Instant>comparing(r -> r.description().published())
          .thenComparing(
              relay -> relay.descriptor().digest().toByteArray(),
              (a, b) -> Arrays.compareUnsigned(b, a));

  private static void crowd(
      List<ObservedRelay> sorted,
      int max,
      Function<ObservedRelay, @Nullable InetAddress> addressOf,
      Set<RsaIdentity> sybils) {
    Map<Bytes, Integer> seen = new HashMap<>();
    for (ObservedRelay relay : sorted) {
      InetAddress address = addressOf.apply(relay);
      if (address != null
          && seen.merge(Bytes.copyFrom(address.getAddress()), 1, Integer::sum) > max) {
        sybils.add(relay.identity());
      }
    }
  }
}
