package org.tropea.relay.circuit;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.channel.LinkFacts;

/**
 * What is known of all circuits of a relay: their numbers, their counters, and who is told. Any
 * thread.
 */
public final class RelayCircuitWatch {
  private static final Logger log = LoggerFactory.getLogger(RelayCircuitWatch.class);

  private final RelayCircuitObserver observer;
  private final AtomicLong numbers = new AtomicLong();
  private final LongAdder refused = new LongAdder();
  private final LongAdder extended = new LongAdder();
  private final LongAdder closed = new LongAdder();
  private final LongAdder drops = new LongAdder();
  private final LongAdder fromOrigin = new LongAdder();
  private final LongAdder toOrigin = new LongAdder();

  /** Counts, and tells {@code observer}. */
  public RelayCircuitWatch(RelayCircuitObserver observer) {
    this.observer = observer;
  }

  /** Counts, and tells nobody. */
  public static RelayCircuitWatch silent() {
    return new RelayCircuitWatch(RelayCircuitObserver.NONE);
  }

  /** What the counters say now; they are not read at one instant. */
  public RelayCircuitTotals totals() {
    return new RelayCircuitTotals(
        numbers.get(),
        refused.sum(),
        extended.sum(),
        closed.sum(),
        drops.sum(),
        new RelayCircuitTraffic(fromOrigin.sum(), toOrigin.sum()));
  }

  RelayCircuitTally opened(LinkFacts link) {
    RelayCircuitFacts facts =
        new RelayCircuitFacts(numbers.incrementAndGet(), link.number(), link.peer() == null);
    tell(told -> told.opened(facts));
    return new RelayCircuitTally(this, facts);
  }

  void refused(DestroyReason why) {
    refused.increment();
    tell(told -> told.refused(why));
  }

  void extended(RelayCircuitFacts circuit) {
    extended.increment();
    tell(told -> told.extended(circuit));
  }

  void closed(RelayCircuitFacts circuit, DestroyReason why, RelayCircuitTraffic carried) {
    closed.increment();
    tell(told -> told.closed(circuit, why, carried));
  }

  void dropped() {
    drops.increment();
  }

  /** What crossed a circuit since it said so last. */
  void carried(RelayCircuitTraffic more) {
    fromOrigin.add(more.fromOrigin());
    toOrigin.add(more.toOrigin());
  }

  private void tell(Consumer<RelayCircuitObserver> event) {
    try {
      event.accept(observer);
    } catch (Throwable e) {
      log.error("Bug: an observer of circuits", e);
    }
  }
}
