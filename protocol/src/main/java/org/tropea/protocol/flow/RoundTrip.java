package org.tropea.protocol.flow;

/**
 * The round-trip time of a circuit, by the SENDMEs that answer its cells (proposal 324, 2.1), in
 * microseconds, with clocks that stall and jump told from it as C tor does.
 *
 * <p>A jump is passed over until it has lasted for a whole window: then it was none. C tor would
 * pass it over for ever, and its estimate would be stuck (compare TROVE-2022-001). As with C tor, a
 * least time that is wrong and too low is corrected only when it has made the window as small as it
 * may be. Confined to the loop of its circuit.
 */
final class RoundTrip {
  /** What is so many times greater than before is a clock that jumped. */
  private static final int JUMP = 5000;

  private final int resetPercent;
  private long average;
  private long least;
  private long greatest;
  private boolean stalled;
  private long jumps;

  RoundTrip(int resetPercent) {
    this.resetPercent = resetPercent;
  }

  /** The average; 0 while nothing could be measured. */
  long average() {
    return average;
  }

  /** The least average that there was; 0 while nothing could be measured. */
  long least() {
    return least;
  }

  /** The greatest time measured, for how long a message may be on its way. */
  long greatest() {
    return greatest;
  }

  /** Whether the clock stood still when it was last asked, so that no rate can be told by it. */
  boolean isStalled() {
    return stalled;
  }

  /**
   * Takes a time measured; false when it tells nothing, since the clock stalled or jumped.
   *
   * @param count how many times are averaged, at least 2
   * @param patience for how many times in a row a jump is not believed; 0 where there is no average
   *     yet that could be relied on, and whatever comes is believed
   * @param raise whether the least is to be raised: the window is as small as it may be, perhaps
   *     for the sake of a least that is too low
   */
  boolean measured(long time, int count, long patience, boolean raise) {
    if (time <= 0) {
      stalled = true;
      return false;
    }
    if (patience > 0 && isJump(time, patience)) {
      return false;
    }
    average = mean(time, average, count);
    greatest = Math.max(greatest, time);
    if (least == 0) {
      least = average;
    } else if (raise) {
      least =
          (resetPercent * Math.max(average, least)
                  + (100 - resetPercent) * Math.min(average, least))
              / 100;
    } else {
      least = Math.min(least, average);
    }
    return true;
  }

  private boolean isJump(long time, long patience) {
    boolean shorter = average > time * JUMP;
    boolean longer = average > 0 && time > average * JUMP;
    if (!shorter && !longer) {
      jumps = 0;
      stalled = false;
      return false;
    }
    if (shorter && !stalled) {
      // A path that became shorter: this clock is not known to stand still.
      return false;
    }
    jumps++;
    return jumps <= patience;
  }

  /** The average of so many values, of which {@code value} is the newest. */
  static long mean(long value, long before, int count) {
    return before == 0 ? value : (2 * value + (count - 1) * before) / (count + 1L);
  }
}
