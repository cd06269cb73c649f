package org.tropea.authority;

import com.google.crypto.tink.util.Bytes;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Flavour;

/**
 * What an election lets others see. Immutable.
 *
 * @param own our identity
 * @param next the votes of the round that is on
 * @param previous those of the last one
 * @param consensuses what was made of {@code next} so far
 * @param signatures detached, on those; null where there are none yet
 */
record Bulletin(
    RsaIdentity own,
    List<ServedVote> next,
    List<ServedVote> previous,
    Map<Flavour, Bytes> consensuses,
    @Nullable Bytes signatures) {
  /** Keeps its own copies. */
  Bulletin {
    next = List.copyOf(next);
    previous = List.copyOf(previous);
    consensuses = Map.copyOf(consensuses);
  }
}
