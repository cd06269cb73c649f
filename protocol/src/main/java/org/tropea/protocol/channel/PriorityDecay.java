package org.tropea.protocol.channel;

import java.time.Duration;

/**
 * How fast the cells that a circuit has sent are forgotten (row F13). Immutable.
 *
 * @param perTick what a cell of the tick before counts, where one of this tick counts 1
 * @param tickNanos how long a tick is
 */
public record PriorityDecay(double perTick, long tickNanos) {
  /** C tor's, where nobody says otherwise: half of it in 30 seconds, ticks of 10 seconds. */
  public static final PriorityDecay STANDARD = of(Duration.ofSeconds(30), Duration.ofSeconds(10));

  /** Half of it is forgotten in {@code halfLife}. */
  public static PriorityDecay of(Duration halfLife, Duration tick) {
    double ticks = (double) halfLife.toNanos() / tick.toNanos();
    return new PriorityDecay(Math.pow(0.5, 1 / ticks), tick.toNanos());
  }

  /** What a cell counts now that was sent so many ticks before. */
  double after(double ticks) {
    return Math.pow(perTick, ticks);
  }
}
