package org.tropea.directory.fetch;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one deadline of a transfer: a time until its first byte, and from then on a least rate, so
 * that what is transferred ends within its size over that rate. Confined to its executor.
 */
public final class LeastRate {
  private final EventExecutor executor;
  private final Terms terms;
  private final Runnable late;
  private @Nullable Future<?> timer;
  private long received;
  private boolean begun;

  /**
   * How slow a transfer may be.
   *
   * @param begin time until the first byte
   * @param period from then on, how often the rate is looked at
   * @param bytes what must have come in each period
   */
  public record Terms(Duration begin, Duration period, int bytes) {
    /**
     * Of a document that is fetched: 30 seconds for link, circuit, stream and the first byte, then
     * 2 KiB/s over each 15 seconds. One that falls silent is given up within 30 seconds.
     */
    public static final Terms FETCH =
        new Terms(Duration.ofSeconds(30), Duration.ofSeconds(15), 30 * 1024);

    /**
     * Of a document of this size that is posted to somebody: the same, and its size over 20 KiB/s
     * until the answer begins.
     */
    public static Terms post(int size) {
      return new Terms(
          FETCH.begin().plusSeconds(size / (20 * 1024)), FETCH.period(), FETCH.bytes());
    }

    /** Of a document that is uploaded to us: 20 seconds to begin, then 1 KiB/s. */
    public static final Terms UPLOAD =
        new Terms(Duration.ofSeconds(20), Duration.ofSeconds(20), 20 * 1024);
  }

  private LeastRate(EventExecutor executor, Terms terms, Runnable late) {
    this.executor = executor;
    this.terms = terms;
    this.late = late;
  }

  /** Begins now; {@code late} is run once, on the executor, unless it is cancelled before. */
  public static LeastRate start(EventExecutor executor, Terms terms, Runnable late) {
    LeastRate started = new LeastRate(executor, terms, late);
    started.wait(terms.begin());
    return started;
  }

  /** So many bytes came. */
  public void received(int bytes) {
    received += bytes;
    if (!begun && bytes > 0 && timer != null) {
      begun = true;
      cancel();
      wait(terms.period());
    }
  }

  /** The transfer is over. */
  public void cancel() {
    Future<?> pending = timer;
    if (pending != null) {
      pending.cancel(false);
      timer = null;
    }
  }

  private void wait(Duration time) {
    timer = executor.schedule(this::look, time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    timer = null;
    if (received >= terms.bytes()) {
      received = 0;
      wait(terms.period());
    } else {
      late.run();
    }
  }
}
