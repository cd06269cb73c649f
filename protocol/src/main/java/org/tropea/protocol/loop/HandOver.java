package org.tropea.protocol.loop;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What crosses to another event loop: that of one read crosses in one step.
 *
 * <p>Where both loops are one, nothing waits and nothing crosses. Confined to the giving loop.
 *
 * @param <T> what crosses; nobody changes it any more
 */
public final class HandOver<T> {
  private final EventLoop to;
  private final Consumer<? super T> receiver;
  private final Runnable flush;
  private List<T> batch = new ArrayList<>();

  /** Hands over to {@code receiver}, and calls {@code flush} behind each batch, on {@code to}. */
  public HandOver(EventLoop to, Consumer<? super T> receiver, Runnable flush) {
    this.to = to;
    this.receiver = receiver;
    this.flush = flush;
  }

  /** One more; {@link #flush} sees it off. */
  public void add(T one) {
    if (to.inEventLoop()) {
      receiver.accept(one);
    } else {
      batch.add(one);
    }
  }

  /** Sends what was added. */
  public void flush() {
    if (to.inEventLoop()) {
      flush.run();
    } else if (!batch.isEmpty()) {
      List<T> crossing = batch;
      batch = new ArrayList<>();
      LoopTask.give(
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
