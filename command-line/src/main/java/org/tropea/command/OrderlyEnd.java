package org.tropea.command;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens on SIGTERM and SIGINT from now until closed: what runs is closed in order, within 10
 * seconds, and the process ends with a code of ours in the place of the JVM's 143 or 130.
 */
final class OrderlyEnd implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(OrderlyEnd.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Logging logging;
  private final int code;
  private final Thread hook = new Thread(this::onSignal, "shutdown");
  private volatile @Nullable Runnable closing;
  private volatile boolean begun;

  /** Waits for signals; nothing is closed yet. */
  OrderlyEnd(Logging logging, int code) {
    this.logging = logging;
    this.code = code;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** What is to be closed from now on. */
  void closes(Runnable what) {
    closing = what;
  }

  /** Whether a signal came: what fails now fails because of it. */
  boolean hasBegun() {
    return begun;
  }

  /** Signals do what they did before. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      log.trace("A signal is being answered; it ends the process");
    }
  }

  private void onSignal() {
    begun = true;
    log.info("Asked to end; closing");
    Runnable what = closing;
    if (what != null) {
      Thread thread = new Thread(what, "close");
      thread.setDaemon(true);
      thread.start();
      try {
        thread.join(PATIENCE.toMillis());
      } catch (InterruptedException e) {
        log.warn("Interrupted while closing; ending at once");
      }
    }
    logging.close();
    Runtime.getRuntime().halt(code);
  }
}
