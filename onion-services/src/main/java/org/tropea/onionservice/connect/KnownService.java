package org.tropea.onionservice.connect;

import java.time.Instant;
import org.tropea.onionservice.address.BlindedIdentity;
import org.tropea.onionservice.address.TimePeriod;
import org.tropea.onionservice.descriptor.ServiceDescription;

/** A service as it described itself in this period. Immutable. */
record KnownService(BlindedIdentity identity, TimePeriod period, ServiceDescription description) {
  /** Whether the seed of its proofs of work, if it takes any, can still be used. */
  boolean isFresh(Instant now) {
    ServiceDescription.ProofOfWork puzzle = description.proofOfWork();
    return puzzle == null || !puzzle.expires().isBefore(now);
  }

  /** Tells nothing of the service. */
  @Override
  public String toString() {
    return "KnownService";
  }
}
