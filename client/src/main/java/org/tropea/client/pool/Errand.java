package org.tropea.client.pool;

import java.util.List;
import org.tropea.protocol.circuit.CircuitPurpose;
import org.tropea.protocol.linkspec.RelayTarget;

/**
 * What a circuit is built for. Immutable.
 *
 * @param beyond the relays that whoever gets it extends it to, behind those of its path
 */
record Errand(CircuitPurpose purpose, List<RelayTarget> beyond) {
  /** Keeps its own copy. */
  Errand {
    beyond = List.copyOf(beyond);
  }

  /** One that ends where its path ends. */
  static Errand of(CircuitPurpose purpose) {
    return new Errand(purpose, List.of());
  }
}
