package org.tropea.protocol.circuit;

import org.tropea.crypto.onion.ClientLayer;
import org.tropea.protocol.flow.CircuitFlow;

/** One relay of a circuit: the layer we share with it and the windows between us. */
record Hop(ClientLayer layer, CircuitFlow flow) {
  Hop(ClientLayer layer) {
    this(layer, CircuitFlow.fixedWindows());
  }
}
