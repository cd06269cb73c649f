package org.tropea.directory.network;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Chooses relays at random, by their weighted bandwidth (path-spec 2.2). For one thread. */
public final class RelaySelector {
  private final NetworkView network;
  private final WeightedChoice choice;

  /** Chooses among the relays of this view. */
  public RelaySelector(NetworkView network, SecureRandom random) {
    this.network = network;
    this.choice = new WeightedChoice(random);
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
    return Optional.of(relays.get(choice.among(weighted)));
  }
}
