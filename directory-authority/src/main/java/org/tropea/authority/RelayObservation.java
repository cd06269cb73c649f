package org.tropea.authority;

import com.google.crypto.tink.util.Bytes;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tropea.authority.history.StabilityFile;
import org.tropea.authority.history.StabilityHistory;
import org.tropea.authority.reachability.Prober;
import org.tropea.authority.reachability.ReachabilitySettings;
import org.tropea.authority.reachability.ReachabilityTests;
import org.tropea.authority.rules.RelayRules;
import org.tropea.authority.vote.FlagSettings;
import org.tropea.authority.vote.ObservedRelay;
import org.tropea.authority.vote.Watch;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.Lifetime;
import org.tropea.directory.document.RelayDescription;
import org.tropea.directory.document.RouterDescriptor;

/**
 * What an authority sees of relays: whether they can be reached, how steadily they ran, and what
 * others measured. Confined to its election's task; reads and writes files.
 */
final class RelayObservation {
  private static final Duration WRITTEN_EACH = Duration.ofMinutes(1);
  private static final Duration PENALTY = Duration.ofHours(1);
  private static final Duration TESTING_PENALTY = Duration.ofMinutes(4);

  private final FlagSettings flags;
  private final Duration timeToLearn;
  private final ReachabilityTests tests;
  private final StabilityFile file;
  private final Instant started;
  private final RelayMeasurement measurement;
  private StabilityHistory history = new StabilityHistory();
  private Instant written = Instant.EPOCH;
  private Duration penalty;
  private @Nullable RsaIdentity own;
  private boolean testing;

  /**
   * Has seen nobody yet.
   *
   * @param reached told on any thread of who was reached; gives that back by {@link #reached}
   */
  RelayObservation(
      AuthoritySettings settings,
      Instant now,
      Prober prober,
      BiConsumer<RsaIdentity, InetSocketAddress> reached) {
    this.flags = settings.voting().vote().flags();
    ReachabilitySettings reachability = settings.relays().reachability();
    this.timeToLearn = reachability.timeToLearn();
    this.tests = new ReachabilityTests(flags.ipv6Connectivity(), reachability, prober, reached);
    this.file = new StabilityFile(settings.place().directory());
    this.started = now;
    this.measurement = new RelayMeasurement(settings.relays().bandwidthFiles());
    this.penalty = flags.testing() ? TESTING_PENALTY : PENALTY;
  }

  /**
   * Goes on with what was seen before this process began, and begins to test: these relays at once.
   * What came before waited for it, since nobody could have opened a link.
   */
  void begin(Collection<RouterDescriptor> relays, Instant now) {
    history = file.read(now);
    history.discount(now);
    testing = !flags.assumeReachable();
    look(relays);
  }

  /** Our own relay is never tested: we know whether it runs. */
  void own(RsaIdentity relay) {
    own = relay;
  }

  /** How long a relay that moved counts as down: until clients know of it, on the average. */
  void learn(Consensus consensus) {
    Lifetime lifetime = consensus.lifetime();
    penalty =
        Duration.between(lifetime.validAfter(), lifetime.freshUntil())
            .plus(Duration.between(lifetime.validAfter(), lifetime.validUntil()))
            .dividedBy(2);
  }

  /** Tests the next group of relays. */
  void sweep(Collection<RouterDescriptor> relays) {
    if (testing) {
      tests.sweep(withoutOwn(relays));
    }
  }

  /** Tests those that are new, or moved. */
  void look(Collection<RouterDescriptor> relays) {
    if (testing) {
      tests.look(withoutOwn(relays));
    }
  }

  private List<RouterDescriptor> withoutOwn(Collection<RouterDescriptor> relays) {
    return relays.stream().filter(each -> !each.identity().equals(own)).toList();
  }

  /** A relay was reached at this address. */
  void reached(RsaIdentity relay, InetSocketAddress address, Instant now) {
    if (tests.note(relay, address, now)) {
      history.reached(relay, address, now, penalty);
    }
  }

  /** Reads what others measured. */
  void measure(Instant now) {
    measurement.load(now);
  }

  /** The file of what was measured; null where there is none. */
  @Nullable Bytes bandwidthFile() {
    return measurement.text();
  }

  /** All of these relays as we see them now. */
  List<ObservedRelay> observe(Collection<RouterDescriptor> relays, RelayRules rules, Instant now) {
    List<ObservedRelay> observed = new ArrayList<>();
    for (RouterDescriptor each : relays) {
      RsaIdentity relay = each.identity();
      RelayDescription description = each.description();
      boolean untested = flags.assumeReachable() || relay.equals(own);
      boolean running =
          untested ? !description.hibernating() : tests.isReachable(description, relay, now);
      if (running && untested) {
        history.reached(relay, description.address(), now, penalty);
      } else if (!running && judgesReachability(now)) {
        history.lost(relay, tests.probablyDownSince(relay, now), now);
      }
      boolean ipv6 = untested || tests.isReachableByIpv6(relay, now);
      observed.add(
          new ObservedRelay(
              each, running, ipv6, history.of(relay, now), rules.of(each), measurement.of(relay)));
    }
    return observed;
  }

  /** From where we look when we vote. */
  Watch watch(Instant now, @Nullable Consensus latest) {
    return Watch.of(now, Duration.between(started, now), latest)
        .with(history.isEnough(now), judgesReachability(now))
        .with(measurement.lines());
  }

  private boolean judgesReachability(Instant now) {
    return flags.assumeReachable() || started.plus(timeToLearn).isBefore(now);
  }

  /** Lets what is old count less, and writes all down; not more than once a minute. */
  void keep(Collection<RouterDescriptor> relays, Instant now) {
    history.discount(now);
    if (!now.isBefore(written.plus(WRITTEN_EACH))) {
      Set<RsaIdentity> known =
          relays.stream().map(RouterDescriptor::identity).collect(Collectors.toSet());
      history.keepRunning(known::contains, now);
      write(now);
    }
  }

  /** Writes all down. */
  void write(Instant now) {
    written = now;
    file.write(history, now);
  }
}
