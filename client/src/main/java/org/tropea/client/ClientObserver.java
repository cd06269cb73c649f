package org.tropea.client;

import java.time.Duration;
import java.util.function.Consumer;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Lifetime;
import org.tropea.directory.fetch.BootstrapPhase;
import org.tropea.protocol.channel.LinkObserver;
import org.tropea.protocol.circuit.CircuitObserver;
import org.tropea.protocol.stream.StreamObserver;

/**
 * Who is told how a client fares, and what its links, circuits and streams do;
 * docs/decisions/observers.md says what all observers have in common. Called on the client's loop,
 * and must not block.
 */
public interface ClientObserver extends LinkObserver, CircuitObserver, StreamObserver {
  /** Told nothing. */
  ClientObserver NONE = new ClientObserver() {};

  /** Told how far the client has come, and nothing else. */
  static ClientObserver ofProgress(Consumer<BootstrapPhase> progress) {
    return new ClientObserver() {
      @Override
      public void progressed(BootstrapPhase phase) {
        progress.accept(phase);
      }
    };
  }

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

  /** Nobody has used it for long, and so it leaves the network alone; or somebody uses it again. */
  default void dormant(boolean now) {}

  /** No link to this first relay came about: it is left out for some minutes. */
  default void entryAvoided(RsaIdentity relay) {}

  /** A relay that was left out was reached again. */
  default void entryReached(RsaIdentity relay) {}
}
