package org.tropea.metrics;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How late event loops do what is due: a task on each, once a second, notes by how much it was
 * late. Thread-safe.
 */
public final class LoopLag implements MetricsSource, AutoCloseable {
  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** How long the worst of a loop is remembered. */
  private static final int WORST_OF = 60;

  private final List<Probe> probes = new ArrayList<>();

  /** Begins on these loops. */
  public LoopLag(List<EventLoop> loops) {
    loops.forEach(loop -> probes.add(new Probe(loop)));
  }

  @Override
  public List<Family> families() {
    Family count = Family.counter("tropea_loop_probes_total", "Looks at the lag of an event loop");
    Family sum =
        Family.counter(
            "tropea_loop_lag_seconds_total", "By how much these looks were late together");
    Family worst =
        Family.gauge("tropea_loop_lag_seconds", "The latest of the last 60 looks at an event loop");
    for (int i = 0; i < probes.size(); i++) {
      Probe probe = probes.get(i);
      String loop = String.valueOf(i);
      count.with(probe.count.get(), "loop", loop);
      sum.with(seconds(probe.sum.get()), "loop", loop);
      worst.with(seconds(probe.worst.get()), "loop", loop);
    }
    return List.of(count, sum, worst);
  }

  private static double seconds(long nanos) {
    return nanos / (double) PERIOD_NANOS;
  }

  @Override
  public void close() {
    probes.forEach(probe -> probe.timer.cancel(false));
  }

  /** Of one loop: its array is confined to that, the others are for any thread. */
  private static final class Probe {
    private final EventLoop loop;
    private final Future<?> timer;
    private final AtomicLong count = new AtomicLong();
    private final AtomicLong sum = new AtomicLong();
    private final AtomicLong worst = new AtomicLong();
    private final long[] last = new long[WORST_OF];
    private long due;

    Probe(EventLoop loop) {
      this.loop = loop;
      due = loop.ticker().nanoTime() + PERIOD_NANOS;
      timer =
          loop.scheduleAtFixedRate(this::look, PERIOD_NANOS, PERIOD_NANOS, TimeUnit.NANOSECONDS);
    }

    private void look() {
      long late = Math.max(0, loop.ticker().nanoTime() - due);
      due += PERIOD_NANOS;
      last[(int) (count.getAndIncrement() % WORST_OF)] = late;
      sum.addAndGet(late);
      long most = 0;
      for (long each : last) {
        most = Math.max(most, each);
      }
      worst.set(most);
    }
  }
}
