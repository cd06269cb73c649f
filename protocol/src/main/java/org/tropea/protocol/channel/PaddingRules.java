package org.tropea.protocol.channel;

/**
 * What the network says of padding idle links (padding-spec 2.3). Immutable.
 *
 * @param silence how long a link is silent before it is padded
 * @param reducedSilence the same for clients that want less of it
 * @param beforeUse whether a link is padded as soon as it has circuits, and not only once these
 *     carry something
 * @param betweenRelays whether links between relays are padded too
 */
public record PaddingRules(
    Silence silence, Silence reducedSilence, boolean beforeUse, boolean betweenRelays) {
  /** C tor's, where the network says nothing. */
  public static final PaddingRules STANDARD =
      new PaddingRules(new Silence(1_500, 9_500), new Silence(9_000, 14_000), true, false);

  /**
   * A time between two, in milliseconds.
   *
   * @param low 0 to 65,535
   * @param high no less than {@code low}
   */
  public record Silence(int low, int high) {
    /** This one, but neither end of it shorter than that of {@code least}. */
    Silence atLeast(Silence least) {
      return new Silence(Math.max(low, least.low), Math.max(high, least.high));
    }

    /** Whether it means that nothing is padded. */
    boolean isNever() {
      return low == 0 && high == 0;
    }
  }
}
