package org.tropea.relay.self;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is known of the descriptors of this relay, and who is told. Any thread. */
public final class DescriptorWatch {
  private static final Logger log = LoggerFactory.getLogger(DescriptorWatch.class);

  private final DescriptorObserver observer;
  private final AtomicLong numbers = new AtomicLong();
  private final LongAdder taken = new LongAdder();
  private final LongAdder refused = new LongAdder();

  /** Counts, and tells {@code observer}. */
  public DescriptorWatch(DescriptorObserver observer) {
    this.observer = observer;
  }

  /** Counts, and tells nobody. */
  public static DescriptorWatch silent() {
    return new DescriptorWatch(DescriptorObserver.NONE);
  }

  /** What the counters say now; they are not read at one instant. */
  public DescriptorTotals totals() {
    return new DescriptorTotals(numbers.get(), taken.sum(), refused.sum());
  }

  DescriptorFacts published(Instant at) {
    DescriptorFacts facts = new DescriptorFacts(numbers.incrementAndGet(), at);
    tell(told -> told.published(facts));
    return facts;
  }

  void taken(DescriptorFacts descriptor, String authority) {
    taken.increment();
    tell(told -> told.taken(descriptor, authority));
  }

  void refused(DescriptorFacts descriptor, String authority) {
    refused.increment();
    tell(told -> told.refused(descriptor, authority));
  }

  private void tell(Consumer<DescriptorObserver> event) {
    try {
      event.accept(observer);
    } catch (Throwable e) {
      log.error("Bug: an observer of descriptors", e);
    }
  }
}
