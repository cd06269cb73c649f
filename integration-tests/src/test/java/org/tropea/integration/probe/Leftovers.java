package org.tropea.integration.probe;

import java.io.File;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

/** How many threads and open files this process has. */
record Leftovers(int threads, int files) {
  private static final int SLACK = 2;
  private static final Duration PAUSE = Duration.ofMillis(50);

  static Leftovers now() {
    return new Leftovers(
        Thread.activeCount(),
        Objects.requireNonNull(new File("/proc/self/fd").list(), "needs Linux").length);
  }

  /**
   * Waits until there are as few again; else what is left over. The kernel tells nobody when a
   * process has closed a file, so this looks again and again.
   */
  String awaitReturn(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    Leftovers now = now();
    while (now.threads > threads + SLACK || now.files > files + SLACK) {
      if (System.nanoTime() > deadline) {
        return "before " + this + ", now " + now;
      }
      LockSupport.parkNanos(PAUSE.toNanos());
      now = now();
    }
    return "";
  }
}
