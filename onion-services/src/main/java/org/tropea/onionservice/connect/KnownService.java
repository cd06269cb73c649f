package org.tropea.onionservice.connect;

import org.tropea.onionservice.address.BlindedIdentity;
import org.tropea.onionservice.address.TimePeriod;
import org.tropea.onionservice.descriptor.ServiceDescription;

/** A service as it described itself in this period. Immutable. */
record KnownService(BlindedIdentity identity, TimePeriod period, ServiceDescription description) {
  /** Tells nothing of the service. */
  @Override
  public String toString() {
    return "KnownService";
  }
}
