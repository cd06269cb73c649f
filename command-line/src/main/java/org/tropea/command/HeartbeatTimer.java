package org.tropea.command;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.configuration.Option;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.OptionType;
import org.tropea.configuration.Torrc;
import org.tropea.configuration.TorrcLine;

/**
 * Has the summary logged every {@code HeartbeatPeriod}, on a thread of its own, which keeps no JVM
 * alive.
 */
final class HeartbeatTimer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HeartbeatTimer.class);

  static final Option<Duration> PERIOD = Option.of("HeartbeatPeriod", OptionType.INTERVAL);

  /** C tor's least. */
  private static final Duration LEAST = Duration.ofMinutes(30);

  private final ScheduledExecutorService thread;
  private final Runnable summary;

  /** One that does nothing yet. */
  HeartbeatTimer(Runnable summary) {
    this.summary = summary;
    thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread made = new Thread(task, "tropea-heartbeat");
              made.setDaemon(true);
              return made;
            });
  }

  /** Does it from now on, the first time after one {@code period}; never where that is zero. */
  void every(Duration period) {
    if (!period.isZero()) {
      long millis = period.toMillis();
      var unused = thread.scheduleAtFixedRate(this::beat, millis, millis, TimeUnit.MILLISECONDS);
    }
  }

  /** A mistake in one of them does not end those to come. */
  private void beat() {
    try {
      summary.run();
    } catch (RuntimeException e) {
      log.error("Bug: in the summary of each HeartbeatPeriod", e);
    }
  }

  /** The period; one that is too short counts as the shortest, as at C tor. */
  static Duration period(Torrc torrc, BiConsumer<TorrcLine, String> warn) throws OptionException {
    Duration period = torrc.value(PERIOD);
    if (period.isZero() || period.compareTo(LEAST) >= 0) {
      return period;
    }
    warn.accept(torrc.line(PERIOD).orElseThrow(), "HeartbeatPeriod is too short; 30 minutes count");
    return LEAST;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
