package org.tropea.protocol.flow;

import java.util.concurrent.TimeUnit;

/**
 * How fast a stream may send, by the last XON: a bucket that holds what one second allows. Confined
 * to the loop of its circuit.
 */
final class SendRate {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private long perSecond = Integer.MAX_VALUE;
  private long room = perSecond;
  private long filledAt;

  /** From now on so many bytes a second; no limit for 0, and for what C tor takes as none. */
  void set(long bytesPerSecond, long now) {
    fill(now);
    boolean none = bytesPerSecond == 0 || bytesPerSecond > Integer.MAX_VALUE;
    perSecond = none ? Integer.MAX_VALUE : bytesPerSecond;
    room = none ? perSecond : Math.min(room, perSecond);
  }

  boolean isLimited() {
    return perSecond != Integer.MAX_VALUE;
  }

  /** Whether something may be sent now. */
  boolean hasRoom(long now) {
    fill(now);
    return room > 0;
  }

  void sent(int bytes) {
    if (isLimited()) {
      room -= bytes;
    }
  }

  private void fill(long now) {
    long passed = Math.min(now - filledAt, SECOND);
    long more = passed * perSecond / SECOND;
    if (more > 0) {
      room = Math.min(room + more, perSecond);
      filledAt = now;
    }
  }
}
