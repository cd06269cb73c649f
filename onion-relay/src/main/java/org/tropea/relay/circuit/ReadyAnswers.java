package org.tropea.relay.circuit;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.tropea.protocol.channel.ChannelCircuit;
import org.tropea.protocol.channel.TorChannel;
import org.tropea.protocol.loop.LoopTask;

/**
 * Answers to CREATE2 on their way to the loops of their channels. While more are being computed
 * some go together, in one step of the loop and one record of TLS: to wake a loop for each costs a
 * tenth of a handshake. None waits but for one that will come. For any thread.
 */
final class ReadyAnswers {
  /** What waits for no other. */
  private static final int TOGETHER = 8;

  private final AtomicInteger coming = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();
  private final Queue<Ready> ready = new ConcurrentLinkedQueue<>();

  /**
   * An answer, to be written on the loop of its place.
   *
   * @param place of its circuit on the channel, which is flushed when it is written
   */
  private record Ready(ChannelCircuit place, Runnable write) {}

  /** One more is computed from now on: it is {@linkplain #add added}, or {@link #missing}. */
  void expect() {
    coming.incrementAndGet();
  }

  /** One that was expected will not come. */
  void missing() {
    coming.decrementAndGet();
    give();
  }

  /** One that was expected is there. */
  void add(ChannelCircuit place, Runnable write) {
    // Whoever is the last sees all that were added before.
    ready.add(new Ready(place, write));
    boolean many = waiting.incrementAndGet() >= TOGETHER;
    if (coming.decrementAndGet() == 0 || many) {
      give();
    }
  }

  private void give() {
    IdentityHashMap<EventLoop, List<Ready>> byLoop = new IdentityHashMap<>();
    for (Ready next = ready.poll(); next != null; next = ready.poll()) {
      waiting.decrementAndGet();
      byLoop.computeIfAbsent(next.place.channel().loop(), loop -> new ArrayList<>()).add(next);
    }
    byLoop.forEach((loop, answers) -> LoopTask.give(loop, () -> write(answers)));
  }

  private static void write(List<Ready> answers) {
    Set<TorChannel> flushed = Collections.newSetFromMap(new IdentityHashMap<>());
    answers.forEach(answer -> answer.write.run());
    for (Ready answer : answers) {
      if (flushed.add(answer.place.channel())) {
        answer.place.flush();
      }
    }
  }
}
