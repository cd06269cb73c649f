package org.tropea.client.pool;

import java.util.Set;
import org.tropea.client.path.Path;
import org.tropea.crypto.key.RsaIdentity;

/** What a circuit is asked for: which path will do, and whose it becomes. Immutable. */
public sealed interface Usage {
  /** Whether a circuit along {@code path} would do. */
  boolean isMetBy(Path path);

  /** The port that its exit must serve. */
  int port();

  /**
   * Streams of one owner to the Internet.
   *
   * @param isolation the owner: others never share the circuit
   * @param without relays that did not answer the stream: it is led past them, unless there is no
   *     other path; a guard stays where it is, or an exit could have us leave it
   */
  record Exit(int port, Isolation isolation, Set<RsaIdentity> without) implements Usage {
    /** Keeps its own copy. */
    public Exit {
      without = Set.copyOf(without);
    }

    @Override
    public boolean isMetBy(Path path) {
      return path.last().allowsExit(port)
          && path.behindFirst().stream().noneMatch(hop -> without.contains(hop.identity()));
    }

    /** The same, by whatever relays. */
    Exit byAnyRelay() {
      return new Exit(port, isolation, Set.of());
    }
  }
}
