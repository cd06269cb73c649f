package org.tropea.protocol.rate;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Holds those who share it to a {@link Rate}, read or written.
 *
 * <p>What it keeps is one number, the time until which all that was taken has been paid for; a
 * pause earns no more than the burst. Whoever takes more than there is goes into debt, and nobody
 * may take until that is paid, so that the rate holds on average. Any thread, without a lock.
 */
public final class TokenBucket {
  private static final long NANOS = 1_000_000_000L;

  private final Rate rate;
  private final long burstNanos;
  private final AtomicLong paidUntil = new AtomicLong(Long.MIN_VALUE);

  /** Full. */
  public TokenBucket(Rate rate) {
    this.rate = rate;
    this.burstNanos = nanos(rate.burst());
  }

  /**
   * Takes so many bytes that crossed already.
   *
   * @return how long nothing more may cross, in nanoseconds; 0 or less for no time
   */
  long take(long bytes, long nanoTime) {
    long cost = nanos(bytes);
    while (true) {
      long before = paidUntil.get();
      long after = Math.max(before, nanoTime - burstNanos) + cost;
      if (paidUntil.compareAndSet(before, after)) {
        return after - nanoTime;
      }
    }
  }

  /** How long nothing may cross, in nanoseconds; 0 or less for no time. */
  long debt(long nanoTime) {
    long until = paidUntil.get();
    return until < nanoTime - burstNanos ? 0 : until - nanoTime;
  }

  private long nanos(long bytes) {
    long whole = bytes / rate.perSecond();
    return whole * NANOS + bytes % rate.perSecond() * NANOS / rate.perSecond();
  }
}
