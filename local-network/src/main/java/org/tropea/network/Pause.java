package org.tropea.network;

import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Event loops that stand still until they are let go: what arrives waits in the kernel, and timers
 * are late, as in a process after SIGSTOP.
 */
final class Pause {
  private final CountDownLatch over = new CountDownLatch(1);

  private Pause() {}

  /** Stops these loops; returns when each stands still. */
  static Pause of(List<EventLoop> loops) throws InterruptedException {
    Pause pause = new Pause();
    CountDownLatch standing = new CountDownLatch(loops.size());
    for (EventLoop loop : loops) {
      loop.execute(() -> pause.standStill(standing));
    }
    standing.await();
    return pause;
  }

  /** Lets them go on. */
  void end() {
    over.countDown();
  }

  private void standStill(CountDownLatch standing) {
    standing.countDown();
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
