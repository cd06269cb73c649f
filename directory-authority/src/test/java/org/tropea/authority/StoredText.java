package org.tropea.authority;

import org.jspecify.annotations.Nullable;
import org.tropea.authority.randomness.RandomnessStorage;

/** Keeps the text in memory, as a disk that outlives whoever writes to it. */
public final class StoredText implements RandomnessStorage {
  private @Nullable String text;

  @Override
  public @Nullable String read() {
    return text;
  }

  @Override
  public void write(String next) {
    text = next;
  }
}
