package org.tropea.authority.vote;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.tropea.authority.rules.RelayRule;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.network.NetworkParameter;
import org.tropea.directory.network.Parameters;

/**
 * How good a relay must be for each flag, by how good the others are (dir-spec 3.4.2). Bandwidths
 * in kilobytes per second, times in seconds.
 *
 * @param guardIncludingExits bandwidth of the best quarter of all relays
 * @param guardExcludingExits bandwidth of the best quarter of those that are no exits
 * @param enoughHistory whether we watched long enough to judge by failures, not by uptime
 * @param measuredOnly whether so many relays were measured that what others say of themselves
 *     counts for nothing
 */
public record FlagThresholds(
    long stableUptime,
    double stableMtbf,
    long fast,
    double guardUptime,
    long guardTimeKnown,
    long guardIncludingExits,
    long guardExcludingExits,
    boolean enoughHistory,
    boolean measuredOnly) {
  private static final long MIN_COUNTED = 4;
  private static final long SLOW = 75 * 1024 / 2000;
  private static final long FAST_GUARANTEE = 100 * 1024 / 1000;
  private static final long GUARD_BANDWIDTH_GUARANTEE = 2 * 1024 * 1024 / 1000;
  private static final double GUARD_UPTIME_GUARANTEE = 0.98;
  private static final long GUARD_TIME_KNOWN_GUARANTEE = Duration.ofDays(8).toSeconds();
  private static final long STABLE_UPTIME_GUARANTEE = Duration.ofDays(30).toSeconds();
  private static final long STABLE_MTBF_GUARANTEE = Duration.ofDays(5).toSeconds();

  /** Finds them among the relays that run and are no sybils. */
  static FlagThresholds of(
      List<ObservedRelay> relays, Set<RsaIdentity> sybils, FlagSettings settings, Watch watch) {
    Instant now = watch.now();
    boolean measuredOnly =
        relays.stream().filter(relay -> relay.measurement().believed() != null).count()
            > settings.minMeasured();
    long minCounted = settings.testing() ? settings.minCountedBandwidth() / 1000 : MIN_COUNTED;
    List<ObservedRelay> counted =
        relays.stream()
            .filter(relay -> relay.isActive(now) && !sybils.contains(relay.identity()))
            .filter(relay -> credible(relay, measuredOnly) >= minCounted)
            .filter(relay -> !measuredOnly || relay.measurement().believed() != null)
            .toList();
    List<Long> bandwidths = new ArrayList<>();
    List<Long> withoutExits = new ArrayList<>();
    for (ObservedRelay relay : counted) {
      bandwidths.add(credible(relay, measuredOnly));
      if (!ExitTest.isExit(relay.description(), settings.testing())
          || relay.rules().contains(RelayRule.BAD_EXIT)) {
        withoutExits.add(credible(relay, measuredOnly));
      }
    }
    Percentile all = new Percentile(bandwidths);
    long timeKnown =
        Math.min(
            (long)
                new Percentile(counted.stream().map(r -> r.stability().timeKnown()).toList())
                    .at(1 / 8.0),
            GUARD_TIME_KNOWN_GUARANTEE);
    Percentile familiar =
        new Percentile(
            counted.stream()
                .filter(relay -> relay.stability().timeKnown() >= timeKnown)
                .map(relay -> relay.stability().fractionalUptime())
                .toList());
    return new FlagThresholds(
        (long)
            new Percentile(counted.stream().map(relay -> relay.uptime(now)).toList()).lowMedian(),
        new Percentile(counted.stream().map(r -> r.stability().meanTimeBetweenFailures()).toList())
            .lowMedian(),
        fast(all, settings, watch.parameters()),
        Math.min(familiar.lowMedian(), GUARD_UPTIME_GUARANTEE),
        timeKnown,
        (long) all.at(0.75),
        (long) new Percentile(withoutExits).at(0.75),
        watch.enoughHistory(),
        measuredOnly);
  }

  /** By which bandwidth a relay gets its flags, in kilobytes per second. */
  private static long credible(ObservedRelay relay, boolean measuredOnly) {
    Long measured = relay.measurement().believed();
    return measured != null ? measured : measuredOnly ? 0 : relay.bandwidth();
  }

  private long credible(ObservedRelay relay) {
    return credible(relay, measuredOnly);
  }

  private static long fast(Percentile all, FlagSettings settings, Parameters parameters) {
    long fast = (long) all.at(1 / 8.0);
    if (fast < SLOW) {
      fast = (long) all.at(1 / 4.0);
    }
    int voted = parameters.get(NetworkParameter.FAST_FLAG_MIN_THRESHOLD);
    int min =
        settings.testing() ? (int) Math.min(settings.minFastBandwidth(), Integer.MAX_VALUE) : voted;
    int max = Math.max(min, parameters.get(NetworkParameter.FAST_FLAG_MAX_THRESHOLD));
    return Math.min(Math.max(Math.min(fast, max / 1000), min / 1000), FAST_GUARANTEE);
  }

  boolean isFast(ObservedRelay relay) {
    return credible(relay) >= fast;
  }

  boolean isStable(ObservedRelay relay, Instant now) {
    if (enoughHistory) {
      double mtbf = relay.stability().meanTimeBetweenFailures();
      return mtbf >= stableMtbf || mtbf >= STABLE_MTBF_GUARANTEE;
    }
    long uptime = relay.uptime(now);
    return uptime >= stableUptime || uptime >= STABLE_UPTIME_GUARANTEE;
  }

  /** Whether it is fast and familiar enough for a guard; that it is stable too is asked apart. */
  boolean isGuard(ObservedRelay relay) {
    long enough = Math.min(guardIncludingExits, guardExcludingExits);
    long bandwidth = credible(relay);
    return (bandwidth >= GUARD_BANDWIDTH_GUARANTEE || bandwidth >= enough)
        && relay.stability().fractionalUptime() >= guardUptime
        && relay.stability().timeKnown() >= guardTimeKnown;
  }

  /** The {@code flag-thresholds} line of a vote. */
  public String line() {
    return String.format(
        Locale.ROOT,
        "stable-uptime=%d stable-mtbf=%d fast-speed=%d guard-wfu=%.03f%% guard-tk=%d "
            + "guard-bw-inc-exits=%d guard-bw-exc-exits=%d enough-mtbf=%d "
            + "ignoring-advertised-bws=%d",
        stableUptime,
        (long) stableMtbf,
        fast * 1000,
        guardUptime * 100,
        guardTimeKnown,
        guardIncludingExits * 1000,
        guardExcludingExits * 1000,
        enoughHistory ? 1 : 0,
        measuredOnly ? 1 : 0);
  }
}
