package org.tropea.command;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd what it wants to know of a service with {@code Type=notify}: that it is ready, that
 * it ends, and every so often that it still runs. Java has no sockets of that kind, so systemd's
 * own program says it; the unit needs {@code NotifyAccess=all}. Without a service manager it does
 * nothing. For any thread.
 */
final class SystemdNotices {
  private static final Logger log = LoggerFactory.getLogger(SystemdNotices.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String SOCKET = "NOTIFY_SOCKET";
  private static final String WATCHDOG = "WATCHDOG_USEC";

  private final @Nullable String program;
  private final @Nullable Duration watched;
  private final ScheduledExecutorService thread;
  private @Nullable ScheduledFuture<?> alive;

  private SystemdNotices(@Nullable String program, @Nullable Duration watched) {
    this.program = program;
    this.watched = watched;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            new DefaultThreadFactory("tropea-service", true));
  }

  /** The one that these variables of the environment name; {@code program} talks to it. */
  static SystemdNotices of(Map<String, String> environment, String program) {
    boolean there = environment.containsKey(SOCKET);
    String micros = environment.getOrDefault(WATCHDOG, "");
    return new SystemdNotices(
        there ? program : null,
        there && micros.matches("[1-9][0-9]{0,15}")
            ? Duration.ofNanos(Long.parseLong(micros) * 1000)
            : null);
  }

  /** The program runs; from now on it is said that it still does, twice as often as asked. */
  synchronized void ready() {
    tell("READY=1");
    Duration every = watched;
    if (every != null) {
      long half = Math.max(1, every.toMillis() / 2);
      alive =
          thread.scheduleAtFixedRate(() -> tell("WATCHDOG=1"), half, half, TimeUnit.MILLISECONDS);
    }
  }

  /** It ends; said once. */
  synchronized void ends() {
    if (thread.isShutdown()) {
      return;
    }
    if (alive != null) {
      alive.cancel(false);
    }
    thread.shutdown();
    try {
      // What is being said goes before this.
      if (!thread.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("The service manager is slow to be told");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    tell("STOPPING=1");
  }

  private void tell(String state) {
    String command = program;
    if (command == null) {
      return;
    }
    try {
      Process process =
          new ProcessBuilder(command, state)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        log.warn("The service manager was not told {} in time", state);
      }
    } catch (IOException e) {
      log.warn("The service manager cannot be told {}: {} cannot be run", state, command);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
