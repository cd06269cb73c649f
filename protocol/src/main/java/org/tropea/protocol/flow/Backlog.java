package org.tropea.protocol.flow;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.message.RelayMessage;
import org.tropea.protocol.message.Xoff;
import org.tropea.protocol.message.Xon;

/**
 * What of a stream has come and was not read, and what its sender is told of that: XOFF when it is
 * too much, XON when all was read, and how fast it is read (row F06). By the rules of C tor 0.4.9.
 * Confined to the loop of its circuit.
 */
final class Backlog {
  /** For so long a reader that did not have its turn yet is waited for. */
  private static final long GRACE = TimeUnit.MILLISECONDS.toNanos(5);

  /** More than so many bytes are no burst of cells, but a reader that does not keep up. */
  private static final int BURST = 32 * 488;

  /**
   * What may still come when there should be an XOFF: more than a window of anybody who obeys it.
   */
  private static final int MAX_BEYOND = 10_000 * 498;

  private final RateParameters parameters;
  private final ChannelSignals clock;
  private final RoundTrip roundTrip;
  private long waiting;
  private boolean stopped;
  private boolean inGrace;
  private long graceSince;

  /** Bytes read since {@link #readComplete}. */
  private int readNow;

  /** Bytes read since the last rate, and before it. */
  private long drained;

  private long drainedBefore;
  private boolean draining;
  private long drainingSince;

  /** In kilobytes of 1000 bytes a second; 0 for none. */
  private long rate;

  private long rateTold;

  /**
   * Nothing waits.
   *
   * @param roundTrip knows whether the clock can be relied on
   */
  Backlog(RateParameters parameters, ChannelSignals clock, RoundTrip roundTrip) {
    this.parameters = parameters;
    this.clock = clock;
    this.roundTrip = roundTrip;
  }

  /**
   * Counts bytes that came; what is to be told of it.
   *
   * @throws DecodeException when the sender does not stop
   */
  @Nullable RelayMessage received(int length) throws DecodeException {
    waiting += length;
    if (waiting > (long) parameters.stop() + MAX_BEYOND) {
      throw new DecodeException("more DATA than anybody sends who was told to stop");
    }
    if (waiting <= parameters.stop()) {
      inGrace = false;
    } else if (!stopped && graceIsOver()) {
      stopped = true;
      inGrace = false;
      // It cannot have been right, as things have come to this.
      rate = 0;
      return new Xoff();
    }
    return waiting > BURST ? drain(0) : null;
  }

  private boolean graceIsOver() {
    long now = clock.nanoTime();
    if (!inGrace) {
      inGrace = true;
      graceSince = now;
    }
    return now - graceSince > GRACE;
  }

  /** Counts bytes that were read. */
  void read(int length) {
    waiting -= length;
    readNow += length;
  }

  /**
   * The reader has taken what it wants now: what is to be told of that. Only what still waits is a
   * backlog, not the cells that one read brought together: C tor looks after each write, too.
   */
  @Nullable RelayMessage readComplete() {
    int length = readNow;
    readNow = 0;
    return drain(length);
  }

  private @Nullable RelayMessage drain(int length) {
    drained += length;
    if (roundTrip.isStalled()) {
      draining = false;
      drained = 0;
    } else if (!draining && waiting > 0) {
      draining = true;
      drainingSince = clock.nanoTime();
      drained = 0;
    }
    if (draining && drained > parameters.rate()) {
      measure();
    }
    Xon told = stopped ? goOn() : changed();
    if (waiting == 0) {
      draining = false;
      doubleUntested();
    }
    return told;
  }

  /** The reader took as much as tells something, while more waited for it. */
  private void measure() {
    if (drainedBefore == 0) {
      drainedBefore = drained;
    }
    long micros = TimeUnit.NANOSECONDS.toMicros(clock.nanoTime() - drainingSince);
    long measured = micros <= 0 ? 0 : drainedBefore * 1000 / micros;
    drainedBefore = drained;
    if (micros > 0) {
      long bounded = Math.max(1, Math.min(measured, Integer.MAX_VALUE));
      rate = RoundTrip.mean(bounded, rate, parameters.averaged());
      drained = 0;
      draining = false;
    }
  }

  private @Nullable Xon goOn() {
    if (waiting > 0) {
      return null;
    }
    stopped = false;
    return tell();
  }

  private @Nullable Xon changed() {
    boolean faster = rate > (100L + parameters.changePercent()) * rateTold / 100;
    boolean slower = rate < (100L - parameters.changePercent()) * rateTold / 100;
    boolean told = rateTold != 0 && !roundTrip.isStalled();
    return told && (faster || slower) ? tell() : null;
  }

  private Xon tell() {
    rateTold = rate;
    return new Xon(rate);
  }

  /** Nothing has waited for so long that a rate told before may hold the sender back. */
  private void doubleUntested() {
    if (drained >= parameters.rate() && rateTold != 0) {
      rate = Math.min(Integer.MAX_VALUE, 2 * rate);
      drainedBefore = drained;
      drained = 0;
    }
  }
}
