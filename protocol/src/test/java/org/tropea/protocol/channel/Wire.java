package org.tropea.protocol.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;

/** What joins two embedded channels, in place of TCP. */
final class Wire {
  private Wire() {}

  /** Carries bytes both ways until there are none; what an end that is closed would get is lost. */
  static void pump(EmbeddedChannel one, EmbeddedChannel two) {
    boolean moved;
    do {
      one.runPendingTasks();
      two.runPendingTasks();
      moved = move(one, two);
      moved |= move(two, one);
    } while (moved);
  }

  private static boolean move(EmbeddedChannel from, EmbeddedChannel to) {
    boolean moved = false;
    for (ByteBuf bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
      moved = true;
      if (to.isOpen()) {
        to.writeInbound(bytes);
      } else {
        bytes.release();
      }
    }
    return moved;
  }
}
