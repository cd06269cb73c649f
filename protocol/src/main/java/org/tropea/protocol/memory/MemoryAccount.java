package org.tropea.protocol.memory;

import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes of all that waits in a node: cells for links, data of streams, messages of conflux sets
 * for their turn, names of hosts (row F16). Any thread.
 *
 * <p>It only counts: where it is full, {@link Reclaim} is asked to make room, later and never
 * inside of what added the last byte (TROVE-2026-043).
 */
public final class MemoryAccount {
  private final long most;
  private final AtomicLong held = new AtomicLong();
  private final Set<MemoryHolder> holders = ConcurrentHashMap.newKeySet();
  private final Queue<MemoryStore> stores = new ConcurrentLinkedQueue<>();
  private volatile Runnable whenFull = () -> {};

  /**
   * @param most bytes that may wait
   */
  public MemoryAccount(long most) {
    this.most = most;
  }

  /** Where nothing is ever too much. */
  public static MemoryAccount unlimited() {
    return new MemoryAccount(Long.MAX_VALUE);
  }

  /** So many more bytes wait, or fewer. */
  public void add(long bytes) {
    long now = held.addAndGet(bytes);
    if (bytes > 0 && now >= most) {
      whenFull.run();
    }
  }

  /** The bytes of one that adds and takes away its own. */
  public MemoryUse use() {
    return new MemoryUse(this);
  }

  /** The bytes held now. */
  public long held() {
    return held.get();
  }

  /** The bytes that may be held. */
  public long most() {
    return most;
  }

  boolean isFull() {
    return held.get() >= most;
  }

  /** Asks {@code holder} from now on for what it could let go. */
  public void enter(MemoryHolder holder) {
    holders.add(holder);
  }

  /** Asks it no more. */
  public void leave(MemoryHolder holder) {
    holders.remove(holder);
  }

  /** Has {@code store} forget when there is too much of it; for good. */
  public void enter(MemoryStore store) {
    stores.add(store);
  }

  List<MemoryHolder> holders() {
    return List.copyOf(holders);
  }

  List<MemoryStore> stores() {
    return List.copyOf(stores);
  }

  void whenFull(Runnable asked) {
    whenFull = asked;
  }
}
