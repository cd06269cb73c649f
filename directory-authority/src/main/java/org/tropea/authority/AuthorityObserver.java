package org.tropea.authority;

import java.time.Instant;
import java.util.function.Consumer;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.Flavour;

/**
 * Who is told of an authority's voting; docs/decisions/observers.md says what all observers have in
 * common. Called on one of its threads, one event after the other, and must not block. A round is
 * named by the time from which its consensus is to be valid.
 */
public interface AuthorityObserver {
  /** Told nothing. */
  AuthorityObserver NONE = new AuthorityObserver() {};

  /** Told of consensuses that are served, and nothing else. */
  static AuthorityObserver ofServed(Consumer<Consensus> served) {
    return new AuthorityObserver() {
      @Override
      public void consensusServed(Consensus consensus) {
        served.accept(consensus);
      }
    };
  }

  /** It made its vote, and posts it. */
  default void voted(Instant round, int relays) {}

  /**
   * Another authority's vote counts, or its newer one in the place of the last.
   *
   * @param posted whether it was posted to us; else we asked for it
   */
  default void voteTaken(Instant round, RsaIdentity voter, boolean posted) {}

  /** It counted the votes, and signed and posted what came of them. */
  default void consensusMade(Instant round, int votes, int method) {}

  /** Enough authorities signed what it made. */
  default void consensusPublished(Instant round, Flavour flavour, int signatures) {}

  /** A consensus of the round could not be made, or not published; told once a round. */
  default void consensusMissed(Instant round, MissReason why) {}

  /** A round is over; told after all else of it but what is served. */
  default void roundEnded(RoundFacts round) {}

  /** A consensus is served from now on, its own or one that others published. */
  default void consensusServed(Consensus consensus) {}
}
