package org.tropea.authority;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one task after the other on an executor of many threads. Any thread. */
final class Serial implements Executor {
  private static final Logger log = LoggerFactory.getLogger(Serial.class);
  private static final int MAX_WAITING = 10_000;

  private final Executor executor;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private @Nullable Thread inside;
  private boolean running;

  Serial(Executor executor) {
    this.executor = executor;
  }

  @Override
  public void execute(Runnable task) {
    synchronized (waiting) {
      if (waiting.size() >= MAX_WAITING) {
        throw new RejectedExecutionException("too many tasks wait");
      }
      waiting.add(task);
      if (running) {
        return;
      }
      running = true;
    }
    runSome();
  }

  /** Whether the caller is the task that runs. */
  boolean isInside() {
    synchronized (waiting) {
      return inside == Thread.currentThread();
    }
  }

  /** Where the executor takes nothing more, all that waits is forgotten. */
  private void runSome() {
    try {
      executor.execute(this::runOne);
    } catch (RejectedExecutionException e) {
      synchronized (waiting) {
        running = false;
        waiting.clear();
      }
      throw e;
    }
  }

  private void runOne() {
    Runnable task;
    synchronized (waiting) {
      task = waiting.poll();
      inside = Thread.currentThread();
    }
    try {
      if (task != null) {
        task.run();
      }
    } catch (RejectedExecutionException e) {
      log.trace("Shutting down: a task of the authority is left");
    } catch (Throwable e) {
      // An Error costs its task, too: the others would wait behind it for ever.
      log.error("Bug: a task of the authority failed", e);
    } finally {
      runNext();
    }
  }

  private void runNext() {
    synchronized (waiting) {
      inside = null;
      if (waiting.isEmpty()) {
        running = false;
        return;
      }
    }
    try {
      runSome();
    } catch (RejectedExecutionException e) {
      log.trace("Shutting down: tasks of the authority are left");
    }
  }
}
