package org.tropea.protocol.stream;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.IntConsumer;
import org.tropea.protocol.message.Data;

/** DATA of a stream that nobody has read yet, in order. Confined to the stream's loop. */
final class ArrivedData {
  /** DATA cells that are read at once: about 64 kB, in one buffer. */
  private static final int BATCH = 128;

  private final Queue<Data> queue = new ArrayDeque<>(1);

  void add(Data data) {
    queue.add(data);
  }

  int cells() {
    return queue.size();
  }

  /** How many cells one read takes now. */
  int batch() {
    return Math.min(BATCH, queue.size());
  }

  /** Moves so many cells to {@code buffer}, and tells the length of each. */
  void take(int cells, ByteBuf buffer, IntConsumer taken) {
    for (int i = 0; i < cells; i++) {
      Data data = queue.remove();
      buffer.writeBytes(data.array(), data.offset(), data.length());
      taken.accept(data.length());
    }
  }

  void clear() {
    queue.clear();
  }
}
