package org.tropea.relay.rendezvous;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tropea.relay.defence.TokenCount;

/**
 * What is left of the introductions that a service gets by one introduction point (row O19), as C
 * tor counts: of a burst the last is refused. Confined to the loop of the service's circuit.
 */
final class IntroductionLimit {
  private final Supplier<IntroductionRules> rules;
  private @Nullable TokenCount tokens;

  /**
   * @param rules asked each time: where the service said nothing, the network's may change
   */
  IntroductionLimit(Supplier<IntroductionRules> rules) {
    this.rules = rules;
  }

  /** Whether one more may be handed to the service now. */
  boolean takes(long nanoTime) {
    IntroductionRules now = rules.get();
    if (!now.enabled()) {
      return true;
    }
    long second = Math.floorDiv(nanoTime, 1_000_000_000L);
    TokenCount filled =
        tokens == null
            ? new TokenCount(now.burst(), second)
            : tokens.at(second, now.rate(), now.burst());
    tokens = filled.less();
    return tokens.left() > 0;
  }
}
