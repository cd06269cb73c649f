package org.tropea.protocol.circuit;

import java.util.ArrayList;
import java.util.List;

/** The relays of a circuit, first to last, and their layers. Confined to the circuit's loop. */
final class Hops {
  private final List<Hop> hops = new ArrayList<>();

  int size() {
    return hops.size();
  }

  void add(Hop hop) {
    hops.add(hop);
  }

  Hop get(int index) {
    return hops.get(index);
  }

  Hop last() {
    return hops.get(hops.size() - 1);
  }

  boolean isLast(int index) {
    return index == hops.size() - 1;
  }

  /**
   * Seals the body of a cell with this {@code command} in place, for hop number {@code hop} under
   * the layers of those before it; its tag.
   */
  byte[] seal(int hop, int command, byte[] body) {
    byte[] tag = hops.get(hop).layer().originate(command, body);
    for (int i = hop - 1; i >= 0; i--) {
      hops.get(i).layer().encrypt(command, body);
    }
    return tag;
  }
}
