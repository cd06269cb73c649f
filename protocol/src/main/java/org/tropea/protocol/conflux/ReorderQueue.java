package org.tropea.protocol.conflux;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.cell.DestroyReason;

/**
 * Messages that came before one that they have to follow. Bounded by bytes, its own and those of
 * the node. Confined to the set's loop.
 */
final class ReorderQueue<M> {
  /** What an entry costs beside its message, in bytes; measured on a 64-bit JVM, rounded up. */
  private static final int ENTRY = 64;

  private final long most;
  private final ReorderAccount account;
  private final Queue<Entry<M>> entries =
      new PriorityQueue<>(Comparator.comparingLong(Entry<M>::number));
  private long held;

  private record Entry<M>(long number, M message, long cost) {}

  ReorderQueue(long most, ReorderAccount account) {
    this.most = most;
    this.account = account;
  }

  /**
   * Keeps a message of so many bytes.
   *
   * @throws CircuitException when there is no room for it: the set must die
   */
  void add(long number, M message, int bytes) throws CircuitException {
    long cost = ENTRY + (long) bytes;
    if (held + cost > most || !account.take(cost)) {
      throw new CircuitException(
          DestroyReason.RESOURCE_LIMIT, "too much of a conflux set waits for its slowest leg");
    }
    held += cost;
    entries.add(new Entry<>(number, message, cost));
  }

  /** Takes out the message of this number; null when it is not there. */
  @Nullable M poll(long number) {
    Entry<M> first = entries.peek();
    if (first == null || first.number() != number) {
      return null;
    }
    entries.remove();
    held -= first.cost();
    account.giveBack(first.cost());
    return first.message();
  }

  void clear() {
    entries.clear();
    account.giveBack(held);
    held = 0;
  }

  long held() {
    return held;
  }
}
