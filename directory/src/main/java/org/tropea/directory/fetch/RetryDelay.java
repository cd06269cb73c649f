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
  private final long first;
  private final long longest;
  private long last;

  /** Nothing has failed yet; waits grow to ten minutes. */
  public RetryDelay(SecureRandom random) {
    this(random, LONGEST_MILLIS);
  }

  /** The same with another longest wait, in milliseconds. */
  RetryDelay(SecureRandom random, long longest) {
    this(random, FIRST_MILLIS, longest);
  }

  /** The same with another first wait too, which is a second at least. */
  RetryDelay(SecureRandom random, long first, long longest) {
    this.random = random;
    this.first = Math.max(FIRST_MILLIS, first);
    this.longest = longest;
  }

  /** Something worked: start small again. */
  public void reset() {
    last = 0;
  }

  /** Milliseconds to wait now. */
  public long next() {
    long top = Math.min(longest, Math.max(first, last * 3));
    last = top <= first ? first : random.nextLong(first, top + 1);
    return last;
  }
}
