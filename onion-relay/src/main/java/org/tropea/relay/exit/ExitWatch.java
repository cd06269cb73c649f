package org.tropea.relay.exit;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.protocol.stream.StreamEnd;
import org.tropea.protocol.stream.StreamTraffic;
import org.tropea.protocol.stream.TorStream;

/**
 * What is known of all streams of an exit: their numbers, their counters, and who is told. Any
 * thread.
 */
public final class ExitWatch {
  private static final Logger log = LoggerFactory.getLogger(ExitWatch.class);

  private final ExitObserver observer;
  private final PortCounts ports;
  private final AtomicLong numbers = new AtomicLong();
  private final LongAdder opened = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder closed = new LongAdder();
  private final LongAdder bytesIn = new LongAdder();
  private final LongAdder bytesOut = new LongAdder();
  private final LongAdder allowed = new LongAdder();
  private final LongAdder resolves = new LongAdder();
  private final LongAdder portsExhausted = new LongAdder();
  private final LongAdder questions = new LongAdder();
  private final Map<NameResult, LongAdder> results = new EnumMap<>(NameResult.class);

  /** Counts, and tells {@code observer}. */
  public ExitWatch(ExitObserver observer) {
    this(observer, PortCounts.NONE);
  }

  /** The same, and {@code ports} counts by ports. */
  public ExitWatch(ExitObserver observer, PortCounts ports) {
    this.observer = observer;
    this.ports = ports;
    for (NameResult result : NameResult.values()) {
      results.put(result, new LongAdder());
    }
  }

  /** Counts, and tells nobody. */
  public static ExitWatch silent() {
    return new ExitWatch(ExitObserver.NONE);
  }

  /** What the counters say now; they are not read at one instant. */
  public ExitTotals totals() {
    return new ExitTotals(
        opened.sum(),
        refused.sum(),
        closed.sum(),
        new StreamTraffic(bytesIn.sum(), bytesOut.sum()));
  }

  /** What was asked of it; the counters are not read at one instant. */
  public AskedTotals asked() {
    Map<NameResult, Long> sums = new EnumMap<>(NameResult.class);
    results.forEach((result, count) -> sums.put(result, count.sum()));
    return new AskedTotals(
        allowed.sum(), resolves.sum(), portsExhausted.sum(), questions.sum(), sums);
  }

  /** The policy lets a stream go on. */
  void allowed() {
    allowed.increment();
  }

  /** A client has a name looked up. */
  void resolving() {
    resolves.increment();
  }

  /** This machine has no port left for a connection. */
  void portsExhausted() {
    portsExhausted.increment();
  }

  /** Name servers are asked something. */
  void asking() {
    questions.increment();
  }

  /** What became of a question. */
  void answered(NameResult result) {
    Objects.requireNonNull(results.get(result)).increment();
  }

  /** {@code stream} wants to leave; its end is seen by itself. On its loop. */
  ExitTally begin(TorStream stream, int port) {
    ExitTally tally =
        new ExitTally(this, stream, new ExitStreamFacts(numbers.incrementAndGet(), port));
    stream.closeFuture().addListener(ended -> tally.ended());
    return tally;
  }

  void opened(ExitStreamFacts stream) {
    opened.increment();
    ports.opened(stream.port());
    tell(told -> told.opened(stream));
  }

  void refused(ExitStreamFacts stream, StreamEnd why) {
    refused.increment();
    tell(told -> told.refused(stream, why));
  }

  void closed(ExitStreamFacts stream, StreamEnd why, StreamTraffic carried) {
    closed.increment();
    // What came from a circuit was written to the host.
    ports.carried(stream.port(), carried.bytesIn(), carried.bytesOut());
    tell(told -> told.closed(stream, why, carried));
  }

  /** Bytes that crossed a stream since it said so last. */
  void carried(long moreIn, long moreOut) {
    bytesIn.add(moreIn);
    bytesOut.add(moreOut);
  }

  private void tell(Consumer<ExitObserver> event) {
    try {
      event.accept(observer);
    } catch (Throwable e) {
      log.error("Bug: an observer of exit streams", e);
    }
  }
}
