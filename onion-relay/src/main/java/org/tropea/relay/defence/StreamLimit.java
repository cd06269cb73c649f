package org.tropea.relay.defence;

import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** How many more streams of a kind a circuit may begin (row X11). Confined to its loop. */
public final class StreamLimit {
  private final DefenceRules.Streams rules;
  private final LongAdder rejected;
  private @Nullable TokenCount tokens;

  /** What becomes of a stream. */
  public enum Answer {
    /** It may begin. */
    TAKE,
    /** It is refused: by END, or RESOLVED. */
    REFUSE,
    /** Its circuit is closed. */
    CLOSE
  }

  StreamLimit(DefenceRules.Streams rules, LongAdder rejected) {
    this.rules = rules;
    this.rejected = rejected;
  }

  /**
   * One more wants to begin.
   *
   * @param nanoTime of the circuit's loop
   */
  public Answer next(long nanoTime) {
    if (!rules.enabled()) {
      return Answer.TAKE;
    }
    long second = Math.floorDiv(nanoTime, 1_000_000_000L);
    TokenCount now =
        tokens == null
            ? new TokenCount(rules.burst(), second)
            : tokens.at(second, rules.rate(), rules.burst());
    tokens = now.less();
    if (now.left() > 0) {
      return Answer.TAKE;
    }
    rejected.increment();
    return rules.answer();
  }
}
