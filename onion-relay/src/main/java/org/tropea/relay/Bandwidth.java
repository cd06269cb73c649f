package org.tropea.relay;

import org.jspecify.annotations.Nullable;
import org.tropea.protocol.rate.Rate;

/**
 * How many bytes a second a relay may read, and again write (row F15). Immutable.
 *
 * @param all over all its connections
 * @param relayed over those that carry what is not its own; null where {@code all} is enough
 * @param perLink over each link of a client or of a relay that is not listed; 0 for what the
 *     network says
 * @param perLinkBurst bytes at once on such a link; 0 for what the network says
 * @param countsPrivate whether connections with addresses of nobody's networks are held to it too
 * @param mostAdvertised what its descriptor says at most
 */
public record Bandwidth(
    Rate all,
    @Nullable Rate relayed,
    long perLink,
    long perLinkBurst,
    boolean countsPrivate,
    long mostAdvertised) {
  /** C tor's default: a gigabyte a second, which counts as no limit. */
  static final long UNLIMITED = 1L << 30;

  /** C tor's defaults. */
  public static final Bandwidth STANDARD =
      new Bandwidth(new Rate(UNLIMITED, UNLIMITED), null, 0, 0, false, UNLIMITED);

  /** Whether nothing but the kernel limits it. */
  static boolean isUnlimited(Rate rate) {
    return rate.perSecond() >= UNLIMITED;
  }

  /** What the descriptor says of bytes a second. */
  int advertisedRate() {
    long own = Math.min(all.perSecond(), mostAdvertised);
    return (int) (relayed == null ? own : Math.min(own, relayed.perSecond()));
  }

  /** What the descriptor says of bytes at once. */
  int advertisedBurst() {
    return (int) (relayed == null ? all.burst() : Math.min(all.burst(), relayed.burst()));
  }
}
