package org.tropea.protocol.memory;

import org.jspecify.annotations.Nullable;

/** What one of many has of a {@link MemoryAccount}, told when it changes. Not thread-safe. */
public final class MemoryUse {
  private final @Nullable MemoryAccount account;
  private long told;

  MemoryUse(@Nullable MemoryAccount account) {
    this.account = account;
  }

  /** One of no account. */
  public static MemoryUse uncounted() {
    return new MemoryUse(null);
  }

  /** So many bytes are held now. */
  public void now(long bytes) {
    if (bytes != told) {
      long more = bytes - told;
      told = bytes;
      if (account != null) {
        account.add(more);
      }
    }
  }

  /** The bytes told last. */
  public long bytes() {
    return told;
  }
}
