package org.tropea.metrics;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** How many mistakes of our own showed, which the log calls bugs. Any thread. */
public final class Bugs implements MetricsSource {
  private final LongAdder count = new LongAdder();

  /** One more showed. */
  public void noted() {
    count.increment();
  }

  @Override
  public List<Family> families() {
    return List.of(
        Family.counter(
                "tor_bug_reached_count", "Total number of BUG() and similar assertion reached")
            .with(count.sum()));
  }
}
