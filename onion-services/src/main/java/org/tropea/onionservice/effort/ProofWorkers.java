package org.tropea.onionservice.effort;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads of the lowest priority that work out proofs; they end a second after the last one. At
 * most 64 proofs wait. Any thread.
 */
public final class ProofWorkers {
  private static final int WAITING = 64;

  private final ThreadPoolExecutor executor;

  /** With at most {@code threads} at once, each with 5 MB while it works. */
  public ProofWorkers(int threads) {
    executor =
        new ThreadPoolExecutor(
            threads,
            threads,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING),
            new DefaultThreadFactory("tropea-proofs", true, Thread.MIN_PRIORITY));
    executor.allowCoreThreadTimeOut(true);
  }

  /** As many threads as leave a core for all else. */
  public static ProofWorkers forClient() {
    return new ProofWorkers(Math.max(1, Runtime.getRuntime().availableProcessors() - 1));
  }

  /**
   * Works out a proof.
   *
   * @param loop whose the answer is; the work ends where it is shut down
   * @param nonce to begin with, 16 bytes, drawn for this proof alone
   * @return whoever cancels it ends the work within some 20 ms; fails with a
   *     RejectedExecutionException where too many wait
   */
  public Future<Proof> find(EventExecutor loop, Puzzle puzzle, long effort, byte[] nonce) {
    Promise<Proof> found = loop.newPromise();
    try {
      executor.execute(() -> search(loop, puzzle, effort, nonce, found));
    } catch (RejectedExecutionException e) {
      found.tryFailure(e);
    }
    return found;
  }

  private static void search(
      EventExecutor loop, Puzzle puzzle, long effort, byte[] nonce, Promise<Proof> found) {
    try {
      if (!found.isDone()) {
        new ProofSearch()
            .find(puzzle, effort, nonce, () -> !found.isDone() && !loop.isShuttingDown())
            .ifPresent(found::trySuccess);
      }
    } catch (Throwable e) {
      found.tryFailure(e);
    }
  }
}
