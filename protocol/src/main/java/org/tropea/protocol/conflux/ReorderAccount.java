package org.tropea.protocol.conflux;

import java.util.concurrent.atomic.AtomicLong;
import org.tropea.protocol.memory.MemoryAccount;

/**
 * The bytes that all reorder queues of a node hold together. Any thread.
 *
 * <p>A set waits for the slowest of its legs, and the other end decides which that is: without this
 * account a client with many sets would have the memory of an exit.
 */
public final class ReorderAccount {
  private final long most;
  private final MemoryAccount memory;
  private final AtomicLong held = new AtomicLong();

  /**
   * @param most bytes that all queues may hold
   */
  public ReorderAccount(long most) {
    this(most, MemoryAccount.unlimited());
  }

  /** The same, which adds to the account of all that waits in the node. */
  public ReorderAccount(long most, MemoryAccount memory) {
    this.most = most;
    this.memory = memory;
  }

  /** Takes so many bytes, or none and false when there is no room for them. */
  boolean take(long bytes) {
    if (held.addAndGet(bytes) <= most) {
      memory.add(bytes);
      return true;
    }
    held.addAndGet(-bytes);
    return false;
  }

  void giveBack(long bytes) {
    held.addAndGet(-bytes);
    memory.add(-bytes);
  }

  /** The account of all that waits in the node. */
  public MemoryAccount memory() {
    return memory;
  }

  /** The bytes held now. */
  public long held() {
    return held.get();
  }
}
