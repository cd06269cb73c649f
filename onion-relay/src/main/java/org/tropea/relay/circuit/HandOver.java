package org.tropea.relay.circuit;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.tropea.protocol.cell.Cell;

/**
 * Cells on their way to another event loop: those of one read cross in one step.
 *
 * <p>Where both loops are one, nothing waits and nothing crosses. Confined to the giving loop.
 */
final class HandOver {
  private final EventLoop to;
  private final Consumer<Cell> receiver;
  private final Runnable flush;
  private List<Cell> batch = new ArrayList<>();

  /** Hands cells to {@code receiver}, and calls {@code flush} behind each batch, on {@code to}. */
  HandOver(EventLoop to, Consumer<Cell> receiver, Runnable flush) {
    this.to = to;
    this.receiver = receiver;
    this.flush = flush;
  }

  /** One more cell; {@link #flush} sees it off. */
  void add(Cell cell) {
    if (to.inEventLoop()) {
      receiver.accept(cell);
    } else {
      batch.add(cell);
    }
  }

  /** Sends what was added. */
  void flush() {
    if (to.inEventLoop()) {
      flush.run();
    } else if (!batch.isEmpty()) {
      List<Cell> crossing = batch;
      batch = new ArrayList<>();
      Crossing.to(
          to,
          () -> {
            for (int i = 0; i < crossing.size(); i++) {
              receiver.accept(crossing.get(i));
            }
            flush.run();
          });
    }
  }
}
