package org.tropea.relay.defence;

/**
 * What is left of so many a second, and of a burst at once, as C tor counts: by full seconds.
 * Immutable.
 *
 * @param left how many are left
 * @param since the second at which it was filled last
 */
public record TokenCount(int left, long since) {
  /** At a second that is later by the rate; a clock that was set back fills it. */
  public TokenCount at(long now, int rate, int burst) {
    if (now == since && left <= burst) {
      return this;
    }
    long more = now < since ? burst : Math.min(burst, (now - since) * Math.min(rate, burst));
    return new TokenCount((int) Math.min(burst, left + more), now);
  }

  /** One less, where one is left. */
  public TokenCount less() {
    return left == 0 ? this : new TokenCount(left - 1, since);
  }
}
