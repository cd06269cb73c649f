package org.tropea.control.status;

import java.time.Instant;
import java.util.List;
import org.tropea.crypto.key.RsaIdentity;

/**
 * A circuit of this node as it is now, in the words of the control protocol. Immutable.
 *
 * @param state LAUNCHED, EXTENDED or BUILT
 * @param purpose C tor's word
 * @param hops the relays that it passes so far
 */
public record CircuitView(
    long number, String state, String purpose, Instant created, List<RsaIdentity> hops) {
  /** Keeps its own copy. */
  public CircuitView {
    hops = List.copyOf(hops);
  }
}
