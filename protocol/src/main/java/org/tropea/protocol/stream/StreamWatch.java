package org.tropea.protocol.stream;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of all streams that a node asks for: their numbers, their counters, and who is
 * told. Any thread.
 */
public final class StreamWatch {
  private static final Logger log = LoggerFactory.getLogger(StreamWatch.class);

  private final StreamObserver observer;
  private final AtomicLong numbers = new AtomicLong();
  private final LongAdder connected = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder closed = new LongAdder();

  /** Counts, and tells {@code observer}. */
  public StreamWatch(StreamObserver observer) {
    this.observer = observer;
  }

  /** Counts, and tells nobody. */
  public static StreamWatch silent() {
    return new StreamWatch(StreamObserver.NONE);
  }

  /** What the counters say now; they are not read at one instant. */
  public StreamTotals totals() {
    return new StreamTotals(numbers.get(), connected.sum(), failed.sum(), closed.sum());
  }

  /** Somebody wants a stream to that host. */
  public StreamRequest request(StreamPurpose purpose, String host, int port) {
    StreamFacts facts = new StreamFacts(numbers.incrementAndGet(), purpose, host, port);
    tell(told -> told.requested(facts));
    return new StreamRequest(this, facts);
  }

  void unattached(StreamFacts stream) {
    tell(told -> told.unattached(stream));
  }

  void redirected(StreamFacts stream) {
    tell(told -> told.redirected(stream));
  }

  void sent(StreamFacts stream, long circuit) {
    tell(told -> told.sent(stream, circuit));
  }

  void connected(StreamFacts stream, long circuit) {
    connected.increment();
    tell(told -> told.connected(stream, circuit));
  }

  void detached(StreamFacts stream, long circuit, StreamEnd why) {
    tell(told -> told.detached(stream, circuit, why));
  }

  void failed(StreamFacts stream, StreamEnd why) {
    failed.increment();
    tell(told -> told.failed(stream, why));
  }

  void closed(StreamFacts stream, long circuit, StreamEnd why, StreamTraffic carried) {
    closed.increment();
    tell(told -> told.closed(stream, circuit, why, carried));
  }

  private void tell(Consumer<StreamObserver> event) {
    try {
      event.accept(observer);
    } catch (Throwable e) {
      log.error("Bug: an observer of streams", e);
    }
  }
}
