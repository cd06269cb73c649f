package org.tropea.protocol.flow;

import java.time.Duration;

/** What the streams of a circuit with congestion control go by where the network says nothing. */
public final class UsualRates {
  /** At whoever began the circuit. */
  public static final RateParameters ORIGIN =
      new RateParameters(true, 244_000, 244_000, 249_000, 25, 2, Duration.ofSeconds(60));

  /** At the circuit's other end. */
  public static final RateParameters EXIT =
      new RateParameters(false, 244_000, 244_000, 249_000, 25, 2, Duration.ofSeconds(60));

  private UsualRates() {}
}
