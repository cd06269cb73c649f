package org.tropea.protocol.flow;

import java.util.concurrent.TimeUnit;

/**
 * Congestion control by the queue that a circuit's own cells make (proposal 324, TOR_VEGAS), with
 * the rules of C tor 0.4.9: how many cells may be on their way unanswered.
 *
 * <p>The queue is what of the window does not fit the path, by the least and the average round-trip
 * time. A window that is not used does not grow, and none is ever less than one SENDME answers.
 * Confined to the loop of its circuit.
 */
final class Vegas {
  private final VegasParameters parameters;
  private final int increment;
  private final int least;
  private final RoundTrip roundTrip;
  private long window;

  /** Cells on their way unanswered. */
  long inFlight;

  /** What of the window fits the path. */
  private long fitting;

  private boolean slowStart = true;
  private boolean full;
  private boolean blocked;

  /** SENDMEs until the window may change again. */
  private long untilChange = 1;

  /** SENDMEs until a whole window was answered. */
  private long untilWindow;

  /**
   * A window before anything was sent.
   *
   * @param increment cells that each SENDME answers, 1 to 254
   */
  Vegas(VegasParameters parameters, int increment) {
    this.parameters = parameters;
    this.increment = increment;
    this.least = Math.max(parameters.window().least(), increment);
    this.window = Math.max(parameters.window().initial(), least);
    this.roundTrip = new RoundTrip(parameters.smoothing().resetPercent());
  }

  /** Whether another cell may be sent. */
  boolean isOpen() {
    return inFlight < window;
  }

  /** Cells that may be on their way. */
  long window() {
    return window;
  }

  boolean inSlowStart() {
    return slowStart;
  }

  /** Whether so much of the window was used that it may grow. */
  boolean isFull() {
    return full;
  }

  RoundTrip roundTrip() {
    return roundTrip;
  }

  /** Counts a cell sent. */
  void sent() {
    inFlight++;
  }

  /** Takes a SENDME for cells of which the last was sent at {@code sentAt}, in nanoseconds. */
  void acknowledged(long sentAt, ChannelSignals channel) {
    untilChange = Math.max(untilChange - 1, 0);
    untilWindow = Math.max(untilWindow - 1, 0);
    long time = TimeUnit.NANOSECONDS.toMicros(channel.nanoTime() - sentAt);
    long patience = slowStart ? 0 : perWindow();
    boolean raise = !slowStart && window == least;
    boolean measured = roundTrip.measured(time, averaged(), patience, raise);
    if (roundTrip.average() == 0) {
      stalledSoFar(channel);
    } else {
      fitting = window * roundTrip.least() / roundTrip.average();
      // That a channel blocks, or does not any more, is a sign of its own.
      if (channel.isBlocked() != blocked) {
        blocked = channel.isBlocked();
        untilChange = 0;
      }
    }
    if (channel.isBlocked() || (measured && roundTrip.average() != 0)) {
      adapt();
    }
    inFlight -= increment;
    window = Math.min(window, Math.max(parameters.window().most(), least));
  }

  /** No time was measured since the circuit began: the channel alone tells something. */
  private void stalledSoFar(ChannelSignals channel) {
    blocked = channel.isBlocked();
    fitting = blocked ? Math.max(window - channel.queued(), least) : window;
  }

  private void adapt() {
    long queue = Math.max(window - fitting, 0);
    VegasParameters.Fullness fullness = parameters.fullness();
    if (inFlight + (long) fullness.gap() * increment >= window) {
      full = true;
    } else if (100 * inFlight < fullness.minPercent() * window) {
      full = false;
    }
    if (slowStart) {
      adaptInSlowStart(queue);
    } else if (untilChange == 0) {
      adaptSteadily(queue);
    }
    if (untilWindow == 0) {
      untilWindow = perWindow();
    }
    if (untilChange == 0) {
      untilChange = untilNextChange();
    }
    boolean anew =
        fullness.perWindow() ? untilWindow == perWindow() : untilChange == untilNextChange();
    if (anew) {
      full = false;
    }
  }

  private void adaptInSlowStart(long queue) {
    VegasParameters.SlowStart rules = parameters.slowStart();
    if (queue >= rules.gamma() || blocked) {
      window = Math.max(fitting + rules.gamma(), least);
      slowStart = false;
    } else if (full) {
      long growth = growthInSlowStart();
      window += growth;
      VegasParameters.Steady steady = parameters.steady();
      // Steady growth would be no less.
      slowStart = growth * perWindow() > (long) steady.increment() * steady.rate();
    }
    if (window >= rules.most()) {
      window = Math.max(rules.most(), least);
      slowStart = false;
    }
  }

  /** Limited slow start (RFC 3742). */
  private long growthInSlowStart() {
    VegasParameters.SlowStart rules = parameters.slowStart();
    if (window <= rules.cap()) {
      return ((long) rules.percent() * increment + 50) / 100;
    }
    return Math.max(((long) increment * rules.cap() + window) / (2 * window), 1);
  }

  private void adaptSteadily(long queue) {
    VegasParameters.Steady rules = parameters.steady();
    if (queue > rules.delta()) {
      window = fitting + rules.delta() - rules.increment();
    } else if (queue > rules.beta() || blocked) {
      window -= rules.increment();
    } else if (full && queue < rules.alpha()) {
      window += rules.increment();
    }
    window = Math.max(window, least);
  }

  /** SENDMEs that answer one window. */
  private long perWindow() {
    return (window + increment / 2) / increment;
  }

  /** SENDMEs between two changes of the window; 0 where each may change it. */
  private long untilNextChange() {
    if (slowStart) {
      return 1;
    }
    long cells = (long) parameters.steady().rate() * increment;
    return (window + cells / 2) / cells;
  }

  /** SENDMEs over which the round-trip time is averaged. */
  private int averaged() {
    VegasParameters.Smoothing rules = parameters.smoothing();
    long count =
        slowStart
            ? rules.slowStart()
            : Math.min(untilNextChange() * rules.percent() / 100, rules.most());
    return (int) Math.max(count, 2);
  }
}
