package org.tropea.directory.network;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Chooses relays at random, by their weighted bandwidth (path-spec 2.2). For one thread. */
public final class RelaySelector {
  private static final double SUM = Long.MAX_VALUE / 4.0;

  private final NetworkView network;
  private final SecureRandom random;

  /** Chooses among the relays of this view. */
  public RelaySelector(NetworkView network, SecureRandom random) {
    this.network = network;
    this.random = random;
  }

  /** One of the relays that fit, by its weight for this position; empty where none fits. */
  public Optional<Relay> choose(Position position, Predicate<Relay> fits) {
    return choose(network.relays().stream().filter(fits).toList(), position);
  }

  /** One of these relays, by its weight for this position; all alike where no weight is left. */
  public Optional<Relay> choose(List<Relay> relays, Position position) {
    if (relays.isEmpty()) {
      return Optional.empty();
    }
    Weights weights = network.weights();
    double[] weighted =
        relays.stream().mapToDouble(relay -> weights.of(relay.entry(), position)).toArray();
    return Optional.of(relays.get(index(weighted)));
  }

  private int index(double[] weighted) {
    double total = 0;
    for (double weight : weighted) {
      total += weight;
    }
    if (!(total > 0)) {
      return random.nextInt(weighted.length);
    }
    long[] scaled = new long[weighted.length];
    long sum = 0;
    for (int i = 0; i < weighted.length; i++) {
      scaled[i] = Math.round(weighted[i] * (SUM / total));
      sum += scaled[i];
    }
    long left = random.nextLong(sum);
    int index = 0;
    while (left >= scaled[index]) {
      left -= scaled[index];
      index++;
    }
    return index;
  }
}
