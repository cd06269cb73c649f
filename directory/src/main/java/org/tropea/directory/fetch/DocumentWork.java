package org.tropea.directory.fetch;

import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.bytes.DecodeException;

/**
 * Work on documents for somebody who lives on an event loop: it is done on the documents executor,
 * and its result handed back. Whatever is thrown, there or by whoever takes the result, an Error
 * too, becomes one failure, so that nobody waits for ever. Once either has ended nothing follows.
 */
public final class DocumentWork {
  private static final Logger log = LoggerFactory.getLogger(DocumentWork.class);

  private final EventExecutor loop;
  private final Executor documents;
  private final Consumer<String> failed;

  /**
   * Work for {@code loop}.
   *
   * @param failed told on the loop what went wrong
   */
  public DocumentWork(EventExecutor loop, Executor documents, Consumer<String> failed) {
    this.loop = loop;
    this.documents = documents;
    this.failed = failed;
  }

  /** Does {@code work} on the documents executor, and {@code then} with its result on the loop. */
  public <T> void run(Callable<T> work, Consumer<T> then) {
    try {
      documents.execute(() -> onLoop(outcome(work, then)));
    } catch (RejectedExecutionException e) {
      log.trace("Shutting down: a directory document is left unread");
    }
  }

  private <T> Runnable outcome(Callable<T> work, Consumer<T> then) {
    try {
      T result = work.call();
      return guarded(() -> then.accept(result));
    } catch (DecodeException e) {
      return () -> failed.accept("a directory sent garbage: " + e.getMessage());
    } catch (Exception | Error e) {
      log.error("Bug: reading a directory document", e);
      return () -> failed.accept("an internal error");
    }
  }

  /** The task such that what it throws is a failure: for timers, and for answers that come in. */
  public Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        log.error("Bug: a step of fetching documents", e);
        failed.accept("an internal error");
      }
    };
  }

  /** Does {@code task} on the loop, or never where that has ended. Any thread. */
  public void onLoop(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      log.trace("Shutting down: nobody waits for a directory document any more");
    }
  }
}
