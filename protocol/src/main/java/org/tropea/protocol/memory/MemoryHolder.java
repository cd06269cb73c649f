package org.tropea.protocol.memory;

import io.netty.channel.EventLoop;

/** One with circuits or streams that could be let go to make room. */
public interface MemoryHolder {
  /** The loop it lives on; any thread may ask. */
  EventLoop loop();

  /** Tells of each circuit and stream that has something waiting. On its loop. */
  void offer(Victims victims);
}
