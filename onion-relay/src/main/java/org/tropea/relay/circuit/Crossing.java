package org.tropea.relay.circuit;

import io.netty.channel.EventLoop;
import org.tropea.protocol.loop.LoopTask;

/** The way to another event loop. When a relay is closed its loops end in any order. */
final class Crossing {
  private Crossing() {}

  /** Does {@code task} on {@code loop}; never, where that has ended and all on it with it. */
  static void to(EventLoop loop, Runnable task) {
    LoopTask.give(loop, task);
  }
}
