package org.tropea.protocol.flow;

import java.time.Duration;

/** What the streams of a circuit with congestion control go by where the network says nothing. */
final class UsualRates {
  static final RateParameters ORIGIN =
      new RateParameters(true, 244_000, 244_000, 249_000, 25, 2, Duration.ofSeconds(60));

  static final RateParameters EXIT =
      new RateParameters(false, 244_000, 244_000, 249_000, 25, 2, Duration.ofSeconds(60));

  private UsualRates() {}
}
