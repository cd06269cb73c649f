package org.tropea.command;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What SIGUSR1 does: logs how the node fares. For any thread. */
final class Summary implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Summary.class);
  private static final long MEGABYTE = 1 << 20;

  private final ProcessFigures figures;
  private volatile @Nullable Role role;

  Summary(ProcessFigures figures) {
    this.figures = figures;
  }

  /** Which role is to be summed up. */
  void of(Role running) {
    role = running;
  }

  @Override
  public void run() {
    Runtime java = Runtime.getRuntime();
    Duration up = figures.sinceStart();
    log.info(
        "Up for {} days, {} hours and {} minutes; {} of {} MB of Java's memory in use, {} threads",
        up.toDays(),
        up.toHoursPart(),
        up.toMinutesPart(),
        (java.totalMemory() - java.freeMemory()) / MEGABYTE,
        java.maxMemory() / MEGABYTE,
        Thread.activeCount());
    Role running = role;
    if (running != null) {
      running.summary().forEach(log::info);
    }
  }
}
