package org.tropea.protocol.conflux;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that all reorder queues of a node hold together. Any thread.
 *
 * <p>A set waits for the slowest of its legs, and the other end decides which that is: without this
 * account a client with many sets would have the memory of an exit.
 */
public final class ReorderAccount {
  private final long most;
  private final AtomicLong held = new AtomicLong();

  /**
   * @param most bytes that all queues may hold
   */
  public ReorderAccount(long most) {
    this.most = most;
  }

  /** Takes so many bytes, or none and false when there is no room for them. */
  boolean take(long bytes) {
    if (held.addAndGet(bytes) <= most) {
      return true;
    }
    held.addAndGet(-bytes);
    return false;
  }

  void giveBack(long bytes) {
    held.addAndGet(-bytes);
  }

  /** The bytes held now. */
  public long held() {
    return held.get();
  }
}
