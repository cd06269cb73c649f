package org.tropea.client.guard;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.key.RsaIdentity;

/**
 * How a sampled guard fares. Immutable.
 *
 * @param since since when it is unlisted or unreachable; null where it is neither
 */
public record GuardStatus(RsaIdentity relay, State state, @Nullable Instant since) {
  /** What can be said of it, in C tor's words. */
  public enum State {
    /** No circuit came about by it. */
    NEVER_CONNECTED,
    /** It is not listed, or must not be used. */
    UNUSABLE,
    /** No link to it came about. */
    DOWN,
    /** Circuits came about by it. */
    UP
  }
}
