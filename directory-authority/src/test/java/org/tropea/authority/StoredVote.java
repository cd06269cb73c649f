package org.tropea.authority;

import com.google.crypto.tink.util.Bytes;
import org.jspecify.annotations.Nullable;

/** Keeps the vote in memory, as a disk that outlives whoever writes to it. */
final class StoredVote implements VoteStorage {
  private @Nullable Bytes vote;

  @Override
  public @Nullable Bytes read() {
    return vote;
  }

  @Override
  public void write(Bytes next) {
    vote = next;
  }
}
