package org.tropea.directory.network;

import java.security.SecureRandom;

/**
 * Chooses one of several things by weight, in a time that does not tell which, as C tor does
 * (path-spec 2.2). For one thread.
 */
public final class WeightedChoice {
  private static final double SUM = Long.MAX_VALUE / 4.0;

  private final SecureRandom random;

  /** Choices by this randomness. */
  public WeightedChoice(SecureRandom random) {
    this.random = random;
  }

  /**
   * The place of one of these weights, of which there is one at least; all alike where all are 0.
   */
  public int among(double[] weights) {
    double total = 0;
    for (double weight : weights) {
      total += weight;
    }
    if (!(total > 0)) {
      return random.nextInt(weights.length);
    }
    long[] scaled = new long[weights.length];
    long sum = 0;
    for (int i = 0; i < weights.length; i++) {
      scaled[i] = Math.round(weights[i] * (SUM / total));
      sum += scaled[i];
    }
    return holder(scaled, random.nextLong(sum));
  }

  /** Whose share {@code drawn} falls in: goes through all of them, and branches for none. */
  private static int holder(long[] shares, long drawn) {
    long sum = 0;
    int before = 0;
    for (long share : shares) {
      sum += share;
      // 1 where the sum does not reach beyond it, by the sign; no sum comes near overflow.
      before += (int) (1 + ((drawn - sum) >> 63));
    }
    return before;
  }
}
