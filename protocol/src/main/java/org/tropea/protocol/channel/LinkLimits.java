package org.tropea.protocol.channel;

import java.time.Duration;

/**
 * How long a peer may make us wait before its link is closed, and how many may at once. Immutable.
 *
 * @param handshake from the TCP connection to NETINFO
 * @param cell from the first byte of a cell to its last
 * @param stall how long a peer may take nothing of what waits for it
 * @param quiet how long a client's circuits may go unused while nothing is sent on its link
 * @param handshakes links to one ORPort whose handshake may be under way at a time
 */
public record LinkLimits(
    Duration handshake, Duration cell, Duration stall, Duration quiet, int handshakes) {
  /**
   * Those of every program; C tor waits for 5 minutes, for ever, for 50 minutes and for an hour.
   */
  public static final LinkLimits STANDARD =
      new LinkLimits(
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          Duration.ofMinutes(5),
          Duration.ofHours(1),
          1 << 13);
}
