package org.tropea.authority;

import com.google.crypto.tink.util.Bytes;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Where our vote of a round outlives us: started again within the round, we vote the same, lest
 * some count one of our votes and others another. Confined as its election; may block on a disk.
 */
public interface VoteStorage {
  /** Keeps nothing. */
  VoteStorage NONE =
      new VoteStorage() {
        @Override
        public @Nullable Bytes read() {
          return null;
        }

        @Override
        public void write(Bytes vote) {}
      };

  /** The vote that was written last; null where there is none. */
  @Nullable Bytes read() throws IOException;

  /** Keeps this one, in the place of the last. */
  void write(Bytes vote) throws IOException;
}
