package org.tropea.relay.accounting;

import java.time.Duration;
import java.time.Instant;

/**
 * How much a relay may carry in each period (row R09). Immutable.
 *
 * @param most bytes
 * @param rule which bytes count
 * @param mostEachSecond bytes that its rates let it carry in a second, each way
 */
public record AccountingSettings(
    long most, Rule rule, AccountingPeriod period, long mostEachSecond) {
  /** Which bytes count. */
  public enum Rule {
    /** Those read and those written, together. */
    SUM,
    /** Whichever are more. */
    MAX,
    /** Those read. */
    IN,
    /** Those written. */
    OUT;

    long counted(long read, long written) {
      return switch (this) {
        case SUM -> read + written;
        case MAX -> Math.max(read, written);
        case IN -> read;
        case OUT -> written;
      };
    }
  }

  /**
   * Whether the relay could have nothing left for a part of the period. Such a relay does not say
   * that it answers directory requests, as those cost more than they bring.
   */
  public boolean mayRunOut(Instant now) {
    long seconds = Math.max(1, Duration.between(period.start(now), period.end(now)).toSeconds());
    long bytes = rule == Rule.SUM ? most / 2 : most;
    return rule != Rule.IN && mostEachSecond >= bytes / seconds;
  }
}
