package org.tropea.protocol.channel;

import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the relay at the other end of a link sees this node, as its NETINFO has it (tor-spec 4.5, row
 * L09). It may be wrong, or lie. Immutable.
 *
 * @param ahead how much our clock is before the peer's, in whole seconds; negative where it is
 *     behind
 * @param address where the peer sees us; null where it said none
 */
public record PeerView(Duration ahead, @Nullable InetAddress address) {
  /** C tor says something of more than this. */
  private static final Duration NOTICED = Duration.ofHours(1);

  /** Whether one of the two clocks is wrong by more than an hour. */
  public boolean isSkewed() {
    return ahead.abs().compareTo(NOTICED) > 0;
  }

  /** What is to be said of it where an authority's clock is the other one. */
  String warning() {
    return "An authority's clock differs from this machine's, which is "
        + (ahead.isNegative() ? "behind" : "ahead")
        + " by "
        + ahead.abs().toMinutes()
        + " minutes: Tor needs a clock that is right, so check its time and time zone";
  }
}
