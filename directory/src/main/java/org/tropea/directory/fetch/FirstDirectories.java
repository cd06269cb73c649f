package org.tropea.directory.fetch;

import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.network.Authority;
import org.tropea.directory.network.FallbackDirectory;
import org.tropea.protocol.linkspec.RelayTarget;

/**
 * The directories that are known before the network is: authorities that vote, and fallback
 * directories. One that said it is busy is left alone for an hour, where there are others, and one
 * that did not answer until none is left that did not fail; as by C tor. Confined to the loop of
 * the bootstrap.
 */
final class FirstDirectories {
  /** How often an authority is chosen where a fallback would do, beside one of weight 1. */
  private static final double AUTHORITY_WEIGHT = 0.1;

  private static final Duration BUSY = Duration.ofHours(1);

  private final List<Known> authorities = new ArrayList<>();
  private final List<Known> fallbacks = new ArrayList<>();
  private final Map<RsaIdentity, Instant> busyUntil = new HashMap<>();
  private final Set<RsaIdentity> down = new HashSet<>();
  private final InstantSource clock;
  private final SecureRandom random;

  private record Known(DirectorySource source, double weight) {
    RsaIdentity identity() {
      return source.target().rsaIdentity();
    }
  }

  FirstDirectories(
      List<Authority> authorities,
      List<FallbackDirectory> fallbacks,
      InstantSource clock,
      SecureRandom random) {
    this.clock = clock;
    this.random = random;
    for (Authority each : authorities) {
      InetSocketAddress address = each.onionAddress();
      if (each.v3Identity() != null && address != null) {
        this.authorities.add(known(each.identity(), address, AUTHORITY_WEIGHT));
      }
    }
    for (FallbackDirectory each : fallbacks) {
      this.fallbacks.add(known(each.identity(), each.onionAddress(), each.weight()));
    }
  }

  private static Known known(RsaIdentity identity, InetSocketAddress address, double weight) {
    RelayTarget target = new RelayTarget(identity, null, List.of(address));
    return new Known(new DirectorySource(target, null, null), weight);
  }

  boolean hasFallbacks() {
    return !fallbacks.isEmpty();
  }

  boolean isEmpty() {
    return authorities.isEmpty() && fallbacks.isEmpty();
  }

  /** Remembers that it cannot serve just now. */
  void busy(RsaIdentity directory) {
    busyUntil.put(directory, clock.instant().plus(BUSY));
  }

  /** Remembers whether it answered when it was asked last, whatever it said. */
  void tried(RsaIdentity directory, boolean answered) {
    if (answered) {
      down.remove(directory);
    } else {
      down.add(directory);
    }
  }

  /** An authority, none of these where there is another. */
  Optional<DirectorySource> authority(Collection<RsaIdentity> avoided) {
    return choose(authorities, avoided);
  }

  /** A fallback directory, or now and then an authority; none of these where there is another. */
  Optional<DirectorySource> any(Collection<RsaIdentity> avoided) {
    List<Known> all = new ArrayList<>(fallbacks);
    all.addAll(authorities);
    return choose(all, avoided);
  }

  private Optional<DirectorySource> choose(List<Known> all, Collection<RsaIdentity> avoided) {
    Instant now = clock.instant();
    busyUntil.values().removeIf(until -> !now.isBefore(until));
    List<Known> idle =
        all.stream().filter(each -> !busyUntil.containsKey(each.identity())).toList();
    List<Known> willing = idle.isEmpty() ? all : idle;
    List<Known> up = willing.stream().filter(each -> !down.contains(each.identity())).toList();
    if (up.isEmpty()) {
      willing.forEach(each -> down.remove(each.identity()));
      up = willing;
    }
    List<Known> fresh = up.stream().filter(each -> !avoided.contains(each.identity())).toList();
    return weighted(fresh.isEmpty() ? up : fresh);
  }

  private Optional<DirectorySource> weighted(List<Known> among) {
    double sum = among.stream().mapToDouble(Known::weight).sum();
    double left = random.nextDouble() * sum;
    for (Known each : among) {
      left -= each.weight();
      if (left < 0) {
        return Optional.of(each.source());
      }
    }
    return among.stream().map(Known::source).reduce((one, two) -> two);
  }
}
