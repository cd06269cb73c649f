package org.tropea.authority.vote;

import java.time.Duration;

/**
 * How an authority gives out flags, by C tor's options.
 *
 * @param testing TestingTorNetwork: no bandwidth is too little, private addresses may exit, and the
 *     three overrides apply
 * @param everyExit TestingDirAuthVoteExit *
 * @param everyGuard TestingDirAuthVoteGuard *
 * @param everyOnionServiceDirectory TestingDirAuthVoteHSDir *
 * @param minUptimeOnionServiceDirectory MinUptimeHidServDirectoryV2
 * @param maxServersPerAddress AuthDirMaxServersPerAddr; 0 for any number
 * @param ipv6Connectivity AuthDirHasIPv6Connectivity: whether to list IPv6 addresses
 * @param assumeReachable whether to take every relay for running, untested; if not, the vote says
 *     nothing of who is running
 */
public record FlagSettings(
    boolean testing,
    boolean everyExit,
    boolean everyGuard,
    boolean everyOnionServiceDirectory,
    Duration minUptimeOnionServiceDirectory,
    int maxServersPerAddress,
    boolean ipv6Connectivity,
    boolean assumeReachable) {
  /** C tor's defaults. */
  public static final FlagSettings DEFAULT =
      new FlagSettings(false, false, false, false, Duration.ofDays(4), 2, false, false);

  /** A testing network where every relay gets every flag that can be had for the asking. */
  public static final FlagSettings TESTING =
      new FlagSettings(true, true, true, true, Duration.ZERO, 0, true, true);
}
