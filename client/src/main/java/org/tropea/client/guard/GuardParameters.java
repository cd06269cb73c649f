package org.tropea.client.guard;

import java.time.Duration;
import org.tropea.directory.network.NetworkParameter;
import org.tropea.directory.network.Parameters;

/**
 * What the network says about guards (guard-spec A.1). Immutable.
 *
 * @param mostOfAll the largest part of all guards that is sampled
 * @param most the most guards that are sampled
 * @param leastUsable how many sampled guards should be usable; {@code mostOfAll} gives way to it
 * @param unlistedFor when a guard that is listed no more is forgotten
 * @param lifetime when a guard that was never confirmed is forgotten
 * @param confirmedFor when a confirmed guard is forgotten
 * @param primaries how many guards are primary
 * @param forCircuits among how many primary guards each circuit chooses
 * @param forDirectory among how many primary guards each directory request chooses
 * @param offlineAfter how long without a circuit means that this machine was off the network
 * @param connectTimeout how long a guard that is not primary holds up those behind it
 * @param idleTimeout how long a circuit waits for a better guard
 */
record GuardParameters(
    double mostOfAll,
    int most,
    int leastUsable,
    Duration unlistedFor,
    Duration lifetime,
    Duration confirmedFor,
    int primaries,
    int forCircuits,
    int forDirectory,
    Duration offlineAfter,
    Duration connectTimeout,
    Duration idleTimeout) {
  static GuardParameters of(Parameters said) {
    return new GuardParameters(
        said.get(NetworkParameter.GUARD_MAX_SAMPLE_THRESHOLD_PERCENT) / 100.0,
        said.get(NetworkParameter.GUARD_MAX_SAMPLE_SIZE),
        said.get(NetworkParameter.GUARD_MIN_FILTERED_SAMPLE_SIZE),
        days(said, NetworkParameter.GUARD_REMOVE_UNLISTED_GUARDS_AFTER_DAYS),
        days(said, NetworkParameter.GUARD_LIFETIME_DAYS),
        days(said, NetworkParameter.GUARD_CONFIRMED_MIN_LIFETIME_DAYS),
        said.get(NetworkParameter.GUARD_N_PRIMARY_GUARDS),
        said.get(NetworkParameter.GUARD_N_PRIMARY_GUARDS_TO_USE),
        said.get(NetworkParameter.GUARD_N_PRIMARY_DIR_GUARDS_TO_USE),
        seconds(said, NetworkParameter.GUARD_INTERNET_LIKELY_DOWN_INTERVAL),
        seconds(said, NetworkParameter.GUARD_NONPRIMARY_GUARD_CONNECT_TIMEOUT),
        seconds(said, NetworkParameter.GUARD_NONPRIMARY_GUARD_IDLE_TIMEOUT));
  }

  /** How many guards may be sampled in a network of so many. */
  int sampleSize(int guards) {
    return Math.max(leastUsable, Math.min((int) (guards * mostOfAll), most));
  }

  /** Among how many primary guards it is chosen. */
  int choices(GuardUsage usage) {
    return usage == GuardUsage.DIRECTORY ? forDirectory : forCircuits;
  }

  private static Duration days(Parameters said, NetworkParameter parameter) {
    return Duration.ofDays(said.get(parameter));
  }

  private static Duration seconds(Parameters said, NetworkParameter parameter) {
    return Duration.ofSeconds(said.get(parameter));
  }
}
