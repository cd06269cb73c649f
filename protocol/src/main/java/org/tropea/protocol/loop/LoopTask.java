package org.tropea.protocol.loop;

import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Work for an event loop that may have ended: when a node is closed its loops end one after the
 * other, and those that are left still have something to tell those that are gone.
 */
public final class LoopTask {
  private LoopTask() {}

  /**
   * Does {@code task} on {@code loop}, or never where the loop has ended: nothing that lived on it
   * is there any more. Any thread.
   *
   * @return whether the loop took it
   */
  public static boolean give(EventExecutor loop, Runnable task) {
    try {
      loop.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      if (!loop.isShuttingDown()) {
        throw e;
      }
      return false;
    }
  }
}
