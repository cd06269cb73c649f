package org.tropea.authority.reachability;

import java.time.Duration;

/**
 * How an authority tests relays.
 *
 * @param linkKeys AuthDirTestEd25519LinkKeys: whether a relay must prove its Ed25519 identity, too
 * @param timeToLearn TestingAuthDirTimeToLearnReachability: how long it tests before it says who is
 *     running
 */
public record ReachabilitySettings(boolean linkKeys, Duration timeToLearn, Pace pace) {
  /** C tor's defaults. */
  public static final ReachabilitySettings DEFAULT =
      new ReachabilitySettings(true, Duration.ofMinutes(30), Pace.DEFAULT);

  /** For a testing network, which has no time to learn. */
  public static final ReachabilitySettings TESTING =
      new ReachabilitySettings(true, Duration.ZERO, Pace.DEFAULT);

  /**
   * How often relays are tested; no option of C tor changes it.
   *
   * @param period between two groups of relays that are tested
   * @param groups of relays, by the first byte of their identities; 256 at most
   * @param heldFor for how long who was reached counts as running
   */
  public record Pace(Duration period, int groups, Duration heldFor) {
    /** C tor's: each relay every 21 minutes and 20 seconds. */
    public static final Pace DEFAULT =
        new Pace(Duration.ofSeconds(10), 128, Duration.ofMinutes(45));

    /** How long it takes until all were tested. */
    public Duration cycle() {
      return period.multipliedBy(groups);
    }
  }
}
