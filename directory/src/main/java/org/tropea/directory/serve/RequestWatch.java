package org.tropea.directory.serve;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is known of all requests to a directory server, and who is told. Any thread. */
public final class RequestWatch {
  private static final Logger log = LoggerFactory.getLogger(RequestWatch.class);

  private final RequestObserver observer;
  private final AtomicLong numbers = new AtomicLong();
  private final LongAdder answered = new LongAdder();
  private final LongAdder brokenOff = new LongAdder();
  private final LongAdder bytes = new LongAdder();

  /** Counts, and tells {@code observer}. */
  public RequestWatch(RequestObserver observer) {
    this.observer = observer;
  }

  /** Counts, and tells nobody. */
  public static RequestWatch silent() {
    return new RequestWatch(RequestObserver.NONE);
  }

  /** What the counters say now; they are not read at one instant. */
  public RequestTotals totals() {
    return new RequestTotals(answered.sum(), brokenOff.sum(), bytes.sum());
  }

  long nextNumber() {
    return numbers.incrementAndGet();
  }

  /** A request has its answer, or as much of it as its client took. */
  void done(RequestFacts request, long sent, boolean whole) {
    bytes.add(sent);
    if (whole) {
      answered.increment();
      tell(told -> told.answered(request, sent));
    } else {
      brokenOff.increment();
      tell(told -> told.brokenOff(request, sent));
    }
  }

  private void tell(Consumer<RequestObserver> event) {
    try {
      event.accept(observer);
    } catch (Throwable e) {
      log.error("Bug: an observer of directory requests", e);
    }
  }
}
