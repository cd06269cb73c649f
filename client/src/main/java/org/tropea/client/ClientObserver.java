package org.tropea.client;

import java.time.Duration;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Lifetime;
import org.tropea.directory.fetch.BootstrapPhase;

/**
 * Who is told how a client fares; docs/decisions/observers.md says what all observers have in
 * common. Called on the client's loop, and must not block.
 */
public interface ClientObserver {
  /** Told nothing. */
  ClientObserver NONE = new ClientObserver() {};

  /** It came as far as this, for the first time: steps are told in order, and may be left out. */
  default void progressed(BootstrapPhase phase) {}

  /**
   * A consensus was found good, on disk or at a directory, and is believed from now on.
   *
   * @param relays how many it lists
   */
  default void consensusTaken(Lifetime lifetime, int relays) {}

  /**
   * A directory did not give what it was asked for, or nothing good.
   *
   * @param why a sentence without addresses
   * @param pause after which the next is asked, unless something works before
   */
  default void fetchFailed(String why, Duration pause) {}

  /** A circuit was built, where none could be before. */
  default void circuitsAvailable() {}

  /** No circuit is left, and one that was to take its place could not be built. */
  default void circuitsUnavailable() {}

  /** No link to this first relay came about: it is left out for some minutes. */
  default void entryAvoided(RsaIdentity relay) {}

  /** A relay that was left out was reached again. */
  default void entryReached(RsaIdentity relay) {}
}
