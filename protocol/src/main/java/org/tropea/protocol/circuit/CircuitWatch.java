package org.tropea.protocol.circuit;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.protocol.linkspec.RelayTarget;

/**
 * What is known of all circuits that a node begins: their numbers, their counters, and who is told.
 * Any thread.
 */
public final class CircuitWatch {
  private static final Logger log = LoggerFactory.getLogger(CircuitWatch.class);

  private final CircuitObserver observer;
  private final AtomicLong numbers = new AtomicLong();
  private final LongAdder built = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder closed = new LongAdder();
  private final LongAdder drops = new LongAdder();
  private final LongAdder cellsIn = new LongAdder();
  private final LongAdder cellsOut = new LongAdder();
  private final LongAdder dataIn = new LongAdder();
  private final LongAdder dataOut = new LongAdder();

  /** Counts, and tells {@code observer}. */
  public CircuitWatch(CircuitObserver observer) {
    this.observer = observer;
  }

  /** Counts, and tells nobody. */
  public static CircuitWatch silent() {
    return new CircuitWatch(CircuitObserver.NONE);
  }

  /** What the counters say now; they are not read at one instant. */
  public CircuitTotals totals() {
    return new CircuitTotals(
        numbers.get(),
        built.sum(),
        failed.sum(),
        closed.sum(),
        drops.sum(),
        new CircuitTraffic(cellsIn.sum(), cellsOut.sum(), dataIn.sum(), dataOut.sum()));
  }

  /** A circuit along {@code path} is wanted. */
  public CircuitTally launch(CircuitPurpose purpose, List<RelayTarget> path) {
    CircuitFacts facts = new CircuitFacts(numbers.incrementAndGet(), purpose, path);
    tell(told -> told.launched(facts));
    return new CircuitTally(this, facts);
  }

  void extended(CircuitFacts circuit, int hops) {
    tell(told -> told.extended(circuit, hops));
  }

  /** {@code again}: it was built before, and extended since. */
  void built(CircuitFacts circuit, boolean again) {
    if (!again) {
      built.increment();
    }
    tell(told -> told.built(circuit));
  }

  void cannibalized(CircuitFacts circuit, CircuitPurpose before) {
    tell(told -> told.cannibalized(circuit, before));
  }

  void assigned(CircuitFacts circuit, CircuitPurpose before) {
    tell(told -> told.assigned(circuit, before));
  }

  void linked(CircuitFacts circuit, long set) {
    tell(told -> told.linked(circuit, set));
  }

  void failed(CircuitFacts circuit, CloseReason why) {
    failed.increment();
    tell(told -> told.failed(circuit, why));
  }

  void closed(CircuitFacts circuit, CloseReason why, CircuitTraffic carried) {
    closed.increment();
    tell(told -> told.closed(circuit, why, carried));
  }

  void dropped() {
    drops.increment();
  }

  /** What crossed a circuit since it said so last. */
  void carried(CircuitTraffic more) {
    cellsIn.add(more.cellsIn());
    cellsOut.add(more.cellsOut());
    dataIn.add(more.dataIn());
    dataOut.add(more.dataOut());
  }

  private void tell(Consumer<CircuitObserver> event) {
    try {
      event.accept(observer);
    } catch (Throwable e) {
      log.error("Bug: an observer of circuits", e);
    }
  }
}
