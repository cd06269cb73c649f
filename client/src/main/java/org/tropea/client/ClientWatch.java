package org.tropea.client;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Lifetime;
import org.tropea.directory.fetch.BootstrapPhase;
import org.tropea.protocol.channel.LinkWatch;
import org.tropea.protocol.circuit.CircuitWatch;
import org.tropea.protocol.circuit.OriginWatch;
import org.tropea.protocol.stream.StreamWatch;

/**
 * What is known of a client, and who is told. Any thread reads; the rest is the client's loop's.
 */
final class ClientWatch {
  private static final Logger log = LoggerFactory.getLogger(ClientWatch.class);

  private final ClientObserver observer;
  private final LinkWatch links;
  private final OriginWatch origin;
  private volatile @Nullable BootstrapPhase reached;
  private volatile boolean hasCircuits;

  ClientWatch(ClientObserver observer) {
    this.observer = observer;
    links = new LinkWatch(observer);
    origin = new OriginWatch(new CircuitWatch(observer), new StreamWatch(observer));
  }

  LinkWatch links() {
    return links;
  }

  OriginWatch origin() {
    return origin;
  }

  /** What is known now; it is not read at one instant. */
  ClientTotals totals() {
    return new ClientTotals(
        reached,
        hasCircuits,
        links.totals(),
        origin.circuits().totals(),
        origin.streams().totals());
  }

  /** A step was reached, this time or long ago. */
  void progressed(BootstrapPhase phase) {
    BootstrapPhase before = reached;
    if (before == null || before.compareTo(phase) < 0) {
      reached = phase;
      tell(told -> told.progressed(phase));
    }
  }

  void consensusTaken(Lifetime lifetime, int relays) {
    tell(told -> told.consensusTaken(lifetime, relays));
  }

  void fetchFailed(String why, Duration pause) {
    tell(told -> told.fetchFailed(why, pause));
  }

  void circuits(boolean available) {
    hasCircuits = available;
    tell(available ? ClientObserver::circuitsAvailable : ClientObserver::circuitsUnavailable);
  }

  void dormant(boolean now) {
    tell(told -> told.dormant(now));
  }

  void entryAvoided(RsaIdentity relay) {
    tell(told -> told.entryAvoided(relay));
  }

  void entryReached(RsaIdentity relay) {
    tell(told -> told.entryReached(relay));
  }

  private void tell(Consumer<ClientObserver> event) {
    try {
      event.accept(observer);
    } catch (Throwable e) {
      log.error("Bug: an observer of a client", e);
    }
  }
}
