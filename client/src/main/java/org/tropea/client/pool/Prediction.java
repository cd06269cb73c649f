package org.tropea.client.pool;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.tropea.directory.network.NetworkParameter;
import org.tropea.directory.network.Parameters;

/**
 * For how long circuits are made before anybody asks, and kept that nobody uses, as C tor draws it
 * (path-spec 2.1.1; row P16): 30 to 60 minutes from the last stream, where the network says nothing
 * else. Time is what its callers say. Confined to the pool's loop.
 */
final class Prediction {
  /**
   * What an unused circuit is kept longer than that, at most: 1/20, so that not all end at once.
   */
  private static final int SPREAD = 20;

  private final SecureRandom random;
  private Parameters parameters = Parameters.NONE;
  private Duration window = Duration.ZERO;
  private Instant lastUse;

  /** A stream is expected from {@code now} on. */
  Prediction(Instant now, SecureRandom random) {
    this.random = random;
    this.lastUse = now;
    draw();
  }

  /** Goes by these parameters from now on; a time that was drawn stays. */
  void use(Parameters next) {
    parameters = next;
  }

  /** A stream was asked for. */
  void used(Instant now) {
    if (remaining(now).isZero()) {
      draw();
    }
    lastUse = now;
  }

  private void draw() {
    int shortest = parameters.get(NetworkParameter.NF_CONNTIMEOUT_CLIENTS);
    window = Duration.ofSeconds((long) shortest + random.nextInt(shortest));
  }

  /** How long circuits are still made before anybody asks; zero when they are not. */
  Duration remaining(Instant now) {
    if (now.isBefore(lastUse)) {
      // The clock went back: the time begins anew, rather than to last as much longer.
      lastUse = now;
    }
    Duration left = Duration.between(now, lastUse.plus(window));
    return left.isNegative() ? Duration.ZERO : left;
  }

  /**
   * How long a circuit is kept that was made now and that nobody uses.
   *
   * @param learning whether circuits are made to learn how long that takes: then there are to be
   *     many
   */
  Duration unused(Instant now, boolean learning) {
    if (learning) {
      return Duration.ofSeconds(parameters.get(NetworkParameter.CBTLEARNTIMEOUT));
    }
    long left = remaining(now).toSeconds();
    return Duration.ofSeconds(left + 1 + random.nextInt((int) (1 + left / SPREAD)));
  }
}
