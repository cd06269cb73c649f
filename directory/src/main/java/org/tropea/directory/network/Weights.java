package org.tropea.directory.network;

import java.util.EnumMap;
import java.util.Map;
import org.tropea.directory.document.RelayEntry;
import org.tropea.directory.document.RelayFlag;

/**
 * How much a relay's bandwidth counts in each position (dir-spec 3.8.3, path-spec 2.2). Immutable.
 *
 * <p>Where the consensus leaves out one of the weights of a position, all relays count by their
 * bandwidth alone there, as in C tor.
 */
public final class Weights {
  // C tor holds bandwidths in bytes per second in an int, and cuts off above it.
  private static final long MAX_BANDWIDTH = Integer.MAX_VALUE;
  private static final int GUARD = 1;
  private static final int EXIT = 2;
  private static final int DIRECTORY = 4;

  private final Map<Position, double[]> factors = new EnumMap<>(Position.class);

  /** The consensus's weights, of which {@code bwweightscale} makes one. */
  public Weights(Map<String, Integer> weights, Parameters parameters) {
    int scale = parameters.get(NetworkParameter.BWWEIGHTSCALE);
    for (Position position : Position.values()) {
      factors.put(position, factors(position, weights, scale));
    }
  }

  /** The relay's weighted bandwidth in this position: never negative, never infinite. */
  public double of(RelayEntry relay, Position position) {
    int kind = relay.has(RelayFlag.GUARD) ? GUARD : 0;
    kind |= relay.has(RelayFlag.EXIT) && !relay.has(RelayFlag.BAD_EXIT) ? EXIT : 0;
    kind |= relay.has(RelayFlag.V2_DIR) ? DIRECTORY : 0;
    long bandwidth = Math.min(relay.bandwidth() * 1000, MAX_BANDWIDTH);
    return bandwidth * factorsOf(position)[kind];
  }

  private double[] factorsOf(Position position) {
    double[] found = factors.get(position);
    if (found == null) {
      throw new IllegalStateException("every position has its factors");
    }
    return found;
  }

  /** The factor of each kind of relay, all 1 where a weight is missing. */
  private static double[] factors(Position position, Map<String, Integer> weights, int scale) {
    double[] factors = new double[GUARD + EXIT + DIRECTORY + 1];
    for (int kind = 0; kind < factors.length; kind++) {
      boolean guard = (kind & GUARD) != 0;
      boolean exit = (kind & EXIT) != 0;
      double factor = factor(weights, position.weight(guard, exit), scale);
      double directory = factor(weights, position.directoryWeight(guard, exit), scale);
      if (factor < 0 || directory < 0) {
        return new double[] {1, 1, 1, 1, 1, 1, 1, 1};
      }
      factors[kind] = (kind & DIRECTORY) != 0 ? factor * directory : factor;
    }
    return factors;
  }

  /** From 0 to 1; -1 where the weight is missing. */
  private static double factor(Map<String, Integer> weights, String name, int scale) {
    if (name.equals(Position.ALL)) {
      return 1;
    }
    if (name.equals(Position.NOTHING)) {
      return 0;
    }
    return (double) Math.max(-scale, Math.min(scale, weights.getOrDefault(name, -scale))) / scale;
  }
}
