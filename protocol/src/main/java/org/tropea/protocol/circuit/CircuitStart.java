package org.tropea.protocol.circuit;

import java.security.SecureRandom;
import java.util.List;
import java.util.function.Supplier;
import org.tropea.protocol.flow.FlowRules;

/**
 * What a circuit is begun with, whatever its handshakes. Immutable.
 *
 * @param tally what it tells of itself
 * @param flow how much may be sent, as the network says it now
 */
public record CircuitStart(CircuitTally tally, Supplier<FlowRules> flow, SecureRandom random) {
  /** Where the network is not known. */
  public CircuitStart(CircuitTally tally, SecureRandom random) {
    this(tally, () -> FlowRules.UNKNOWN, random);
  }

  /** A circuit of which nobody is told, wherever it leads. */
  public static CircuitStart silent(SecureRandom random) {
    return new CircuitStart(
        CircuitWatch.silent().launch(CircuitPurpose.GENERAL, List.of()), random);
  }
}
