package org.tropea.authority.vote;

import java.time.Duration;

/**
 * How an authority gives out flags, by C tor's options.
 *
 * @param testing TestingTorNetwork: private addresses may exit, and the overrides and the two
 *     bandwidths apply
 * @param exit TestingDirAuthVoteExit
 * @param guard TestingDirAuthVoteGuard
 * @param onionServiceDirectory TestingDirAuthVoteHSDir
 * @param minUptimeOnionServiceDirectory MinUptimeHidServDirectoryV2
 * @param maxServersPerAddress AuthDirMaxServersPerAddr; 0 for any number
 * @param ipv6Connectivity AuthDirHasIPv6Connectivity: whether to list IPv6 addresses
 * @param assumeReachable AuthDirTestReachability 0: whether to take every relay for running that
 *     does not say that it is not, untested
 * @param minCountedBandwidth TestingMinExitFlagThreshold: slower relays do not count when
 *     thresholds are found; in bytes per second
 * @param minFastBandwidth TestingMinFastFlagThreshold, in bytes per second
 * @param listBadExits AuthDirListBadExits: whether the vote says which exits are bad
 * @param listMiddleOnly AuthDirListMiddleOnly: whether it says who may be no more than a middle
 * @param minMeasured MinMeasuredBWsForAuthToIgnoreAdvertised: where more relays than that were
 *     measured, what others say of themselves counts for nothing
 */
public record FlagSettings(
    boolean testing,
    FlagOverride exit,
    FlagOverride guard,
    FlagOverride onionServiceDirectory,
    Duration minUptimeOnionServiceDirectory,
    int maxServersPerAddress,
    boolean ipv6Connectivity,
    boolean assumeReachable,
    long minCountedBandwidth,
    long minFastBandwidth,
    boolean listBadExits,
    boolean listMiddleOnly,
    int minMeasured) {
  private static final int MIN_MEASURED = 500;

  /** C tor's defaults. */
  public static final FlagSettings DEFAULT =
      new FlagSettings(false, false, false, false, Duration.ofDays(4), 2, false, false);

  /** A testing network where every relay gets every flag that can be had for the asking. */
  public static final FlagSettings TESTING =
      new FlagSettings(true, true, true, true, Duration.ZERO, 0, true, true);

  /** Gives a flag to every relay, or to those that earned it; no bandwidth is too little. */
  public FlagSettings(
      boolean testing,
      boolean everyExit,
      boolean everyGuard,
      boolean everyOnionServiceDirectory,
      Duration minUptimeOnionServiceDirectory,
      int maxServersPerAddress,
      boolean ipv6Connectivity,
      boolean assumeReachable) {
    this(
        testing,
        everyExit ? FlagOverride.EVERYBODY : FlagOverride.NONE,
        everyGuard ? FlagOverride.EVERYBODY : FlagOverride.NONE,
        everyOnionServiceDirectory ? FlagOverride.EVERYBODY : FlagOverride.NONE,
        minUptimeOnionServiceDirectory,
        maxServersPerAddress,
        ipv6Connectivity,
        assumeReachable,
        0,
        0,
        false,
        false,
        MIN_MEASURED);
  }
}
