package org.tropea.protocol.memory;

import io.netty.util.concurrent.Ticker;

/**
 * For how long what is first in a queue has waited, by two times however long the queue is: never
 * less than that, and more by no more than the time that the queue takes to pass. Exists while
 * something waits. Not thread-safe.
 */
public final class QueueAge {
  /** No later than when the first of the queue came. */
  private long since;

  /** What had come at {@link #markedAt}. */
  private long mark;

  private long markedAt;
  private long came;
  private long left;

  /** The first of a queue comes now, by the clock of its loop. */
  public QueueAge(Ticker clock) {
    since = clock.nanoTime();
    markedAt = since;
  }

  /** So many have come; cells or bytes, but always the same. */
  public void came(long count) {
    came += count;
  }

  /** So many have left, and others still wait; the clock is read once in a while. */
  public void left(long count, Ticker clock) {
    left += count;
    if (left >= mark) {
      since = markedAt;
      mark = came;
      markedAt = clock.nanoTime();
    }
  }

  /** Nanoseconds that its first has waited. */
  public long nanos(Ticker clock) {
    return clock.nanoTime() - since;
  }
}
