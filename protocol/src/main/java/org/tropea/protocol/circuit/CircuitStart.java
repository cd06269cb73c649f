package org.tropea.protocol.circuit;

import java.security.SecureRandom;
import java.util.List;
import java.util.function.Supplier;
import org.tropea.protocol.flow.SendmeVersions;

/**
 * What a circuit is begun with, whatever its handshakes. Immutable.
 *
 * @param tally what it tells of itself
 * @param versions which SENDMEs are for now
 */
public record CircuitStart(
    CircuitTally tally, Supplier<SendmeVersions> versions, SecureRandom random) {
  /** With the usual SENDMEs. */
  public CircuitStart(CircuitTally tally, SecureRandom random) {
    this(tally, () -> SendmeVersions.USUAL, random);
  }

  /** A circuit of which nobody is told, wherever it leads. */
  public static CircuitStart silent(SecureRandom random) {
    return new CircuitStart(
        CircuitWatch.silent().launch(CircuitPurpose.GENERAL, List.of()), random);
  }
}
