package org.tropea.relay.history;

/** What is published of a count: the next multiple of a number, so that it says less. */
final class RoundedUp {
  private RoundedUp() {}

  /** The least multiple of {@code unit} that is not less than {@code count}. */
  static long of(long count, long unit) {
    return (count + unit - 1) / unit * unit;
  }
}
