package org.tropea.protocol.flow;

/**
 * By what a congestion window grows and shrinks (proposal 324, 6.5): what the network's parameters
 * say for one kind of path, in cells where nothing else is said. Immutable.
 */
public record VegasParameters(
    Window window, SlowStart slowStart, Steady steady, Fullness fullness, Smoothing smoothing) {
  /**
   * The bounds of the window, which begins with {@code initial}.
   *
   * @param least never less than what a SENDME answers: with less, none would ever come
   */
  public record Window(int initial, int least, int most) {}

  /**
   * How it grows until the first sign of a queue (RFC 3742).
   *
   * @param percent of a SENDME's increment, added for each SENDME
   * @param cap where it begins to grow by less and less
   * @param most where slow start ends, whatever the queue
   * @param gamma the queue that ends it
   */
  public record SlowStart(int percent, int cap, int most, int gamma) {}

  /**
   * How it changes after that, once or more often in each window.
   *
   * @param increment what it grows or shrinks by
   * @param rate how often in a window
   * @param alpha the queue below which it grows
   * @param beta the queue above which it shrinks
   * @param delta the queue above which it is cut to that queue
   */
  public record Steady(int increment, int rate, int alpha, int beta, int delta) {}

  /**
   * When a window counts as used, without which it does not grow.
   *
   * @param gap SENDMEs that may lie between it and what is in flight
   * @param minPercent of it in flight, below which it is not used any more
   * @param perWindow whether that is asked anew for each window, not for each change
   */
  public record Fullness(int gap, int minPercent, boolean perWindow) {}

  /**
   * Over how many SENDMEs the round-trip time is averaged.
   *
   * @param percent of the SENDMEs between two changes of the window
   * @param most of them
   * @param slowStart how many in slow start
   * @param resetPercent how much of the greater of average and least becomes the least when the
   *     window is as small as it may be
   */
  public record Smoothing(int percent, int most, int slowStart, int resetPercent) {}
}
