package org.tropea.authority.reachability;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Protocols;
import org.tropea.directory.document.RelayDescription;
import org.tropea.directory.document.RouterDescriptor;
import org.tropea.protocol.linkspec.RelayTarget;

/**
 * Tests relays as C tor's authorities do: a group of them every ten seconds, and at once who is
 * new, came back from hibernation, or moved; over each address family by itself. Confined as its
 * owner.
 */
public final class ReachabilityTests {
  /** So many at most are new at once; the others have their turn with the next group. */
  private static final int MAX_NEW_AT_ONCE = 200;

  private static final Duration HIBERNATION_SKEW = Duration.ofHours(1);

  private final boolean ipv6;
  private final ReachabilitySettings settings;
  private final Prober prober;
  private final BiConsumer<RsaIdentity, InetSocketAddress> reached;
  private final Map<RsaIdentity, Seen> relays = new HashMap<>();
  private int next;

  /** What a relay's descriptor said when it was tested last, and when it was reached. */
  private static final class Seen {
    InetSocketAddress ipv4;
    @Nullable InetSocketAddress ipv6;
    boolean hibernating;
    Instant reached = Instant.EPOCH;
    Instant reachedByIpv6 = Instant.EPOCH;

    Seen(RelayDescription description) {
      ipv4 = description.address();
      take(description);
    }

    final void take(RelayDescription description) {
      ipv4 = description.address();
      ipv6 = description.ipv6();
      hibernating = description.hibernating();
    }

    boolean isStale(RelayDescription description) {
      return !ipv4.equals(description.address())
          || !Objects.equals(ipv6, description.ipv6())
          || (hibernating && !description.hibernating());
    }
  }

  /**
   * Nobody was tested yet.
   *
   * @param ipv6 AuthDirHasIPv6Connectivity: whether IPv6 addresses are tested, and must be reached
   * @param reached told of a relay that was reached, on the prober's thread; gives that back by
   *     {@link #note}
   */
  public ReachabilityTests(
      boolean ipv6,
      ReachabilitySettings settings,
      Prober prober,
      BiConsumer<RsaIdentity, InetSocketAddress> reached) {
    this.ipv6 = ipv6;
    this.settings = settings;
    this.prober = prober;
    this.reached = reached;
  }

  /** Tests the next group, and whoever is new; to be called once each period. */
  public void sweep(Collection<RouterDescriptor> all) {
    Set<RsaIdentity> known =
        all.stream().map(RouterDescriptor::identity).collect(Collectors.toSet());
    relays.keySet().retainAll(known);
    for (RouterDescriptor each : all) {
      int first = each.identity().value().toByteArray()[0] & 0xff;
      if (first % settings.pace().groups() == next) {
        test(each);
      }
    }
    next = (next + 1) % settings.pace().groups();
    look(all);
  }

  /** Tests who is new, moved, or came back from hibernation. */
  public void look(Collection<RouterDescriptor> all) {
    int tested = 0;
    for (RouterDescriptor each : all) {
      Seen seen = relays.get(each.identity());
      if (seen == null || seen.isStale(each.description())) {
        if (tested == MAX_NEW_AT_ONCE) {
          return;
        }
        tested++;
        test(each);
      } else {
        seen.hibernating = each.description().hibernating();
      }
    }
  }

  private void test(RouterDescriptor relay) {
    RelayDescription description = relay.description();
    relays.computeIfAbsent(relay.identity(), key -> new Seen(description)).take(description);
    probe(relay, description.address());
    InetSocketAddress other = description.ipv6();
    if (ipv6 && other != null) {
      probe(relay, other);
    }
  }

  private void probe(RouterDescriptor relay, InetSocketAddress address) {
    if (address.getPort() == 0) {
      return;
    }
    boolean proves = settings.linkKeys() && provesEd25519(relay.description());
    prober.probe(
        new RelayTarget(
            relay.identity(), proves ? relay.ed25519Identity() : null, List.of(address)),
        () -> reached.accept(relay.identity(), address));
  }

  private static boolean provesEd25519(RelayDescription description) {
    try {
      return Protocols.read(description.protocols()).supports("LinkAuth", 3);
    } catch (DecodeException e) {
      return false;
    }
  }

  /** A relay was reached; whether that was at an address that is still its own, and of IPv4. */
  public boolean note(RsaIdentity relay, InetSocketAddress address, Instant now) {
    Seen seen = relays.get(relay);
    if (seen == null) {
      return false;
    }
    if (address.equals(seen.ipv4)) {
      seen.reached = now;
      return true;
    }
    if (address.equals(seen.ipv6)) {
      seen.reachedByIpv6 = now;
    }
    return false;
  }

  /** Whether it was reached at all addresses that it names, not too long ago. */
  public boolean isReachable(RelayDescription description, RsaIdentity relay, Instant now) {
    Seen seen = relays.get(relay);
    if (seen == null) {
      return false;
    }
    if (description.hibernating()
        && description.published().plus(HIBERNATION_SKEW).isAfter(seen.reached)) {
      return false;
    }
    return isRecent(seen.reached, now)
        && (!ipv6 || description.ipv6() == null || isRecent(seen.reachedByIpv6, now));
  }

  /** Whether it was reached at its IPv6 address, not too long ago. */
  public boolean isReachableByIpv6(RsaIdentity relay, Instant now) {
    Seen seen = relays.get(relay);
    return seen != null && isRecent(seen.reachedByIpv6, now);
  }

  private boolean isRecent(Instant time, Instant now) {
    return now.isBefore(time.plus(settings.pace().heldFor()));
  }

  /** Since when a relay that cannot be reached was probably down: it was tested in each cycle. */
  public Instant probablyDownSince(RsaIdentity relay, Instant now) {
    Seen seen = relays.get(relay);
    if (seen == null || seen.reached.equals(Instant.EPOCH)) {
      return now;
    }
    Instant next = seen.reached.plus(settings.pace().cycle());
    return next.isBefore(now) ? next : now;
  }
}
