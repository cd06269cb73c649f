package org.tropea.onionservice.host;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.onionservice.effort.ProofCheck;

/**
 * Threads on which introductions are opened and answered: key agreements and proofs of work take a
 * part of a millisecond each, which the client's loop does not have when thousands come in a
 * second. They end a second after the last one. At most 4096 wait, of less than a kilobyte each.
 * Any thread.
 */
final class IntroductionWorkers {
  private static final int WAITING = 4096;

  private final ThreadPoolExecutor executor;
  private final ThreadLocal<ProofCheck> checks = ThreadLocal.withInitial(ProofCheck::new);

  /** What is to be done. */
  interface Work<T> {
    /** Does it, with what proofs are measured by on this thread. */
    T run(ProofCheck check) throws DecodeException;
  }

  IntroductionWorkers(int threads) {
    executor =
        new ThreadPoolExecutor(
            threads,
            threads,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING),
            new DefaultThreadFactory("tropea-introductions", true));
    executor.allowCoreThreadTimeOut(true);
  }

  /** As many threads as leave a core for all else. */
  static IntroductionWorkers forHost() {
    return new IntroductionWorkers(Math.max(1, Runtime.getRuntime().availableProcessors() - 1));
  }

  /**
   * Does {@code work}.
   *
   * @param loop whose the outcome is
   * @return fails as the work does, or with a RejectedExecutionException where too much waits
   */
  <T> Future<T> run(EventExecutor loop, Work<T> work) {
    Promise<T> done = loop.newPromise();
    try {
      executor.execute(
          () -> {
            if (loop.isShuttingDown()) {
              return;
            }
            try {
              done.trySuccess(work.run(checks.get()));
            } catch (Throwable e) {
              done.tryFailure(e);
            }
          });
    } catch (RejectedExecutionException e) {
      done.tryFailure(e);
    }
    return done;
  }
}
