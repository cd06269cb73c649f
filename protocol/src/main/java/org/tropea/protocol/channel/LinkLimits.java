package org.tropea.protocol.channel;

import java.time.Duration;

/**
 * How long a peer may make us wait before its link is closed. Immutable.
 *
 * @param handshake from the TCP connection to NETINFO
 * @param cell from the first byte of a cell to its last
 * @param stall how long a peer may take nothing of what waits for it
 */
public record LinkLimits(Duration handshake, Duration cell, Duration stall) {
  /** Those of every program; C tor waits for 5 minutes, for ever, and for 50 minutes. */
  public static final LinkLimits STANDARD =
      new LinkLimits(Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofMinutes(5));
}
