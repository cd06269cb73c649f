package org.tropea.directory.fetch;

import java.security.SecureRandom;

/**
 * How long to wait after a failure: at random, up to three times as long as last time, so that many
 * clients spread out (row P02). For one thread.
 */
public final class RetryDelay {
  private static final long FIRST_MILLIS = 1_000;
  private static final long LONGEST_MILLIS = 600_000;

  private final SecureRandom random;
  private final long longest;
  private long last;

  /** Nothing has failed yet; waits grow to ten minutes. */
  public RetryDelay(SecureRandom random) {
    this(random, LONGEST_MILLIS);
  }

  /** The same with another longest wait, in milliseconds. */
  RetryDelay(SecureRandom random, long longest) {
    this.random = random;
    this.longest = longest;
  }

  /** Something worked: start small again. */
  public void reset() {
    last = 0;
  }

  /** Milliseconds to wait now. */
  public long next() {
    long top = Math.min(longest, Math.max(FIRST_MILLIS, last * 3));
    last = top <= FIRST_MILLIS ? FIRST_MILLIS : random.nextLong(FIRST_MILLIS, top + 1);
    return last;
  }
}
