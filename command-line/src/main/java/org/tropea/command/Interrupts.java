package org.tropea.command;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What SIGINT does, as with C tor: a relay takes nothing new, goes on for {@code
 * ShutdownWaitLength}, and then ends; a second one ends it at once, and so does the first where
 * there is no relay (row R17). For any thread.
 */
final class Interrupts {
  private static final Logger log = LoggerFactory.getLogger(Interrupts.class);
  private static final String SIGNAL = "INT";

  private final Runnable end;
  private @Nullable Role role;
  private boolean leaving;

  /** {@code end} ends the process, and need not return. */
  Interrupts(Runnable end) {
    this.end = end;
  }

  /** Which role is to leave. */
  synchronized void of(Role running) {
    role = running;
  }

  /** Hears SIGINT from now on; what undoes it. */
  Runnable listen() {
    return Signals.listen(SIGNAL, this::onInterrupt);
  }

  /** A SIGINT has come; the JVM calls this on a thread of its own. */
  void onInterrupt() {
    Duration wait = leave();
    if (wait.isZero()) {
      end.run();
      return;
    }
    log.info(
        "Interrupt: we have stopped accepting new connections, and will shut down in {} seconds. "
            + "Interrupt again to exit now.",
        wait.toSeconds());
    Thread waiting = new Thread(() -> endAfter(wait), "leave");
    waiting.setDaemon(true);
    waiting.start();
  }

  private synchronized Duration leave() {
    if (leaving || role == null) {
      return Duration.ZERO;
    }
    leaving = true;
    return role.leave();
  }

  private void endAfter(Duration wait) {
    try {
      // Nobody counts it down: this is what waits without a clock.
      if (!new CountDownLatch(1).await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
        end.run();
      }
    } catch (InterruptedException e) {
      end.run();
    }
  }
}
