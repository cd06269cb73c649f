package org.tropea.onionservice.address;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.Digest;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.Lifetime;
import org.tropea.directory.document.RelayFlag;
import org.tropea.directory.document.SharedRandomValue;
import org.tropea.directory.document.SharedRandomness;
import org.tropea.directory.network.NetworkParameter;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.network.Relay;

/**
 * The directories of onion services, each at its place on a ring that nobody can foresee; a service
 * is known to those that follow its own places (rend-spec 2.2.3). Immutable.
 */
public final class HsDirRing {
  private static final byte[] NODE = "node-idx".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] STORE = "store-at-idx".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DISASTER =
      "shared-random-disaster".getBytes(StandardCharsets.US_ASCII);
  private static final int ROUNDS_OF_A_RUN = 24;

  private final NetworkView view;
  private final TimePeriod period;
  private final List<Place> places;

  private record Place(byte[] index, Relay relay) {}

  private HsDirRing(NetworkView view, TimePeriod period, byte[] random) {
    this.view = view;
    this.period = period;
    List<Place> all = new ArrayList<>();
    for (Relay relay : view.relays()) {
      Ed25519Identity identity = relay.microdescriptor().identity();
      if (identity != null
          && relay.has(RelayFlag.HS_DIR)
          && relay.entry().protocols().supports("HSDir", 2)) {
        all.add(new Place(relayIndex(identity, random, period), relay));
      }
    }
    all.sort(Comparator.comparing(Place::index, Arrays::compareUnsigned));
    this.places = List.copyOf(all);
  }

  /** The ring by which clients ask in that period. */
  public static HsDirRing forFetching(NetworkView view, TimePeriod period) {
    SharedRandomness both = view.consensus().randomness();
    SharedRandomValue value =
        isBeforeNextRandom(view.consensus(), period) ? both.current() : both.previous();
    return new HsDirRing(view, period, value(value, period));
  }

  /** The ring by which a service publishes in that one of the two periods it publishes for. */
  public static HsDirRing forStoring(NetworkView view, StoringPeriods periods, boolean first) {
    SharedRandomness both = view.consensus().randomness();
    TimePeriod period = first ? periods.first() : periods.second();
    SharedRandomValue value = first ? both.previous() : both.current();
    return new HsDirRing(view, period, value(value, period));
  }

  /**
   * Whether a period has begun since the last random value was made. That value is then the one of
   * the period; before, it is the one before it.
   */
  static boolean isBeforeNextRandom(Consensus consensus, TimePeriod period) {
    Lifetime lifetime = consensus.lifetime();
    Duration interval = Duration.ofSeconds(interval(lifetime));
    Instant nextPeriod = TimePeriod.at(runStart(lifetime), period.minutes(), interval).end();
    return !lifetime.validAfter().isBefore(nextPeriod);
  }

  private static long interval(Lifetime lifetime) {
    return Math.max(1, Duration.between(lifetime.validAfter(), lifetime.freshUntil()).toSeconds());
  }

  /** When the authorities began to make the random value that is next. */
  static Instant runStart(Lifetime lifetime) {
    long interval = interval(lifetime);
    long now = lifetime.validAfter().getEpochSecond();
    return Instant.ofEpochSecond(
        now - Math.floorMod(Math.floorDiv(now, interval), ROUNDS_OF_A_RUN) * interval);
  }

  /** How long that takes them. */
  static Duration run(Lifetime lifetime) {
    return Duration.ofSeconds(interval(lifetime) * ROUNDS_OF_A_RUN);
  }

  /** The random value, or what stands in for it where the authorities could make none. */
  static byte[] value(@Nullable SharedRandomValue value, TimePeriod period) {
    if (value != null) {
      return value.value().toByteArray();
    }
    MessageDigest digest = Digest.sha3();
    digest.update(DISASTER);
    return digest.digest(
        new ByteWriter(16).i64(period.minutes()).i64(period.number()).toByteArray());
  }

  /** The place of a directory, 32 bytes. */
  static byte[] relayIndex(Ed25519Identity identity, byte[] random, TimePeriod period) {
    MessageDigest digest = Digest.sha3();
    digest.update(NODE);
    digest.update(identity.value().toByteArray());
    digest.update(random);
    return digest.digest(
        new ByteWriter(16).i64(period.number()).i64(period.minutes()).toByteArray());
  }

  /** A place of a service, 32 bytes; {@code replica} counts from 1. */
  static byte[] serviceIndex(Ed25519Identity blinded, int replica, TimePeriod period) {
    MessageDigest digest = Digest.sha3();
    digest.update(STORE);
    digest.update(blinded.value().toByteArray());
    return digest.digest(
        new ByteWriter(24).i64(replica).i64(period.minutes()).i64(period.number()).toByteArray());
  }

  /** The directories that clients ask for that service. */
  public Set<Relay> forFetching(BlindedIdentity service) {
    return following(service, view.parameters().get(NetworkParameter.HSDIR_SPREAD_FETCH));
  }

  /** The directories that the service gives its descriptor to. */
  public Set<Relay> forStoring(BlindedIdentity service) {
    return following(service, view.parameters().get(NetworkParameter.HSDIR_SPREAD_STORE));
  }

  private Set<Relay> following(BlindedIdentity service, int spread) {
    Set<Relay> chosen = new LinkedHashSet<>();
    int replicas = view.parameters().get(NetworkParameter.HSDIR_N_REPLICAS);
    for (int replica = 1; replica <= replicas; replica++) {
      int from = first(serviceIndex(service.key(), replica, period));
      int added = 0;
      for (int i = 0; i < places.size() && added < spread; i++) {
        // One that was chosen already is passed over.
        if (chosen.add(places.get((from + i) % places.size()).relay())) {
          added++;
        }
      }
    }
    return chosen;
  }

  /** The first place that is not before {@code index}. */
  private int first(byte[] index) {
    int i = 0;
    while (i < places.size() && Arrays.compareUnsigned(places.get(i).index(), index) < 0) {
      i++;
    }
    return i;
  }
}
