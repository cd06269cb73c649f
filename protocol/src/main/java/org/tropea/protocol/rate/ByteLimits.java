package org.tropea.protocol.rate;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The rates that the connections of a node have in common (row F15), reading and writing apart.
 * Each connection has a {@link RateGate} of it. Thread-safe.
 */
public final class ByteLimits {
  private final Direction reading;
  private final Direction writing;

  /**
   * What is shared of one direction.
   *
   * @param counted the first so many buckets are those of the whole node
   * @param held how often one of these let a connection wait
   */
  record Direction(List<TokenBucket> buckets, int counted, LongAdder held) {
    static Direction of(List<Rate> rates) {
      return new Direction(
          rates.stream().map(TokenBucket::new).toList(), rates.size(), new LongAdder());
    }

    /** A connection has to wait; counts where that is since the node's own rate was reached. */
    void waits(long nanoTime) {
      if (buckets.subList(0, counted).stream().anyMatch(each -> each.debt(nanoTime) > 0)) {
        held.increment();
      }
    }
  }

  private ByteLimits(Direction reading, Direction writing) {
    this.reading = reading;
    this.writing = writing;
  }

  /** All of these rates, for what is read and again for what is written; none for no limit. */
  public static ByteLimits of(List<Rate> rates) {
    return new ByteLimits(Direction.of(rates), Direction.of(rates));
  }

  /**
   * These and one more, which is shared as those are by whoever uses what this returns. That it is
   * reached is not counted.
   */
  public ByteLimits and(@Nullable Rate rate) {
    return rate == null
        ? this
        : new ByteLimits(
            more(reading, new TokenBucket(rate)), more(writing, new TokenBucket(rate)));
  }

  private static Direction more(Direction known, TokenBucket bucket) {
    List<TokenBucket> buckets = new ArrayList<>(known.buckets());
    buckets.add(bucket);
    return new Direction(List.copyOf(buckets), known.counted(), known.held());
  }

  /** For one connection. */
  public RateGate gate() {
    return new RateGate(this);
  }

  Direction reading() {
    return reading;
  }

  Direction writing() {
    return writing;
  }

  /** How often the node's own rates let a connection wait before it read on. */
  public long readsHeld() {
    return reading.held().sum();
  }

  /** How often they let one wait before it wrote on. */
  public long writesHeld() {
    return writing.held().sum();
  }
}
