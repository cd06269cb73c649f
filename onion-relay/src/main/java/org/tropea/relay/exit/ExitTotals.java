package org.tropea.relay.exit;

import org.tropea.protocol.stream.StreamTraffic;

/**
 * What the streams of an exit did since it started. Immutable.
 *
 * @param opened those that were connected
 * @param refused those that were not
 * @param closed those that were connected and have ended
 */
public record ExitTotals(long opened, long refused, long closed, StreamTraffic traffic) {
  /** How many there are. */
  public long open() {
    return opened - closed;
  }
}
