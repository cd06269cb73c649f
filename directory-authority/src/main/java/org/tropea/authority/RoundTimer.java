package org.tropea.authority;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tropea.protocol.loop.LoopTask;

/**
 * Calls an election when its next step is due, and a sweep of tests again and again. Its timers are
 * the event loop's; any thread may call.
 */
final class RoundTimer {
  private static final long AGAIN_SECONDS = 1;

  private final EventLoop loop;
  private final Executor tasks;
  private final InstantSource clock;
  private final Runnable step;
  private @Nullable Future<?> timer;
  private @Nullable Future<?> sweeps;
  private volatile boolean closed;

  /** Runs {@code step} on {@code tasks}. */
  RoundTimer(EventLoop loop, Executor tasks, InstantSource clock, Runnable step) {
    this.loop = loop;
    this.tasks = tasks;
    this.clock = clock;
    this.step = step;
  }

  /** Calls at this time, in the place of the one that was waited for. */
  void at(Instant next) {
    long wait = Math.max(0, Duration.between(clock.instant(), next).toMillis()) + 1;
    LoopTask.give(
        loop,
        () -> {
          if (timer != null) {
            timer.cancel(false);
          }
          if (!closed) {
            timer = loop.schedule(this::due, wait, TimeUnit.MILLISECONDS);
          }
        });
  }

  private void due() {
    try {
      tasks.execute(step);
    } catch (RejectedExecutionException e) {
      // Too much waits before it, or the end has come.
      if (!closed) {
        timer = loop.schedule(this::due, AGAIN_SECONDS, TimeUnit.SECONDS);
      }
    }
  }

  /** Calls {@code sweep} on the event loop from now on, once a period. */
  void sweep(Duration period, Runnable sweep) {
    LoopTask.give(
        loop,
        () -> {
          if (!closed) {
            long millis = period.toMillis();
            sweeps = loop.scheduleAtFixedRate(sweep, millis, millis, TimeUnit.MILLISECONDS);
          }
        });
  }

  /** Calls nothing any more. */
  void close() {
    closed = true;
    LoopTask.give(
        loop,
        () -> {
          if (timer != null) {
            timer.cancel(false);
          }
          if (sweeps != null) {
            sweeps.cancel(false);
          }
        });
  }
}
