package org.tropea.protocol.rate;

/**
 * So many bytes a second, and so many at once. Immutable.
 *
 * @param perSecond at least 1
 * @param burst bytes that may go at once after a pause, at least 1
 */
public record Rate(long perSecond, long burst) {
  /** Refuses what would let nothing through. */
  public Rate {
    if (perSecond < 1 || burst < 1) {
      throw new IllegalArgumentException("a rate of nothing");
    }
  }
}
