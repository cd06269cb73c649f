package org.tropea.crypto;

import java.io.Serial;
import java.security.SecureRandom;
import java.util.Random;

/** Randomness that is the same in every run, for tests. */
public final class FixedRandom extends SecureRandom {
  @Serial private static final long serialVersionUID = 1L;

  private final Random random;

  /** The sequence of {@code seed}. */
  public FixedRandom(long seed) {
    random = new Random(seed);
  }

  @Override
  public void nextBytes(byte[] bytes) {
    random.nextBytes(bytes);
  }
}
