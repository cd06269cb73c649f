package org.tropea.protocol.circuit;

import java.util.List;
import org.tropea.protocol.linkspec.RelayTarget;

/**
 * What does not change about a circuit that this node begins. Immutable.
 *
 * @param number from 1, each given once by a node
 * @param path the relays that it is to pass, first to last
 */
public record CircuitFacts(long number, CircuitPurpose purpose, List<RelayTarget> path) {
  /** Keeps its own copy of the path. */
  public CircuitFacts {
    path = List.copyOf(path);
  }

  /** May be logged: names nobody. */
  @Override
  public String toString() {
    return "circuit %d, %s, %d hops".formatted(number, purpose, path.size());
  }
}
