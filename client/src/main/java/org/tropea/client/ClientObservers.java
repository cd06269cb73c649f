package org.tropea.client;

import java.util.function.Consumer;
import org.tropea.directory.fetch.BootstrapPhase;
import org.tropea.protocol.channel.LinkObserver;
import org.tropea.protocol.circuit.CircuitObserver;
import org.tropea.protocol.stream.StreamObserver;

/**
 * Whom a client tells what it does: {@link #NONE} but for those that are put in. All are called on
 * the client's loop. Immutable.
 */
public record ClientObservers(
    ClientObserver client, LinkObserver links, CircuitObserver circuits, StreamObserver streams) {
  /** Nobody. */
  public static final ClientObservers NONE =
      new ClientObservers(
          ClientObserver.NONE, LinkObserver.NONE, CircuitObserver.NONE, StreamObserver.NONE);

  /** Nobody but who wants to know how far the client has come. */
  public static ClientObservers ofProgress(Consumer<BootstrapPhase> progress) {
    return NONE.withClient(
        new ClientObserver() {
          @Override
          public void progressed(BootstrapPhase phase) {
            progress.accept(phase);
          }
        });
  }

  /** The same with this one for the client itself. */
  public ClientObservers withClient(ClientObserver observer) {
    return new ClientObservers(observer, links, circuits, streams);
  }

  /** The same with this one for links. */
  public ClientObservers withLinks(LinkObserver observer) {
    return new ClientObservers(client, observer, circuits, streams);
  }

  /** The same with this one for circuits. */
  public ClientObservers withCircuits(CircuitObserver observer) {
    return new ClientObservers(client, links, observer, streams);
  }

  /** The same with this one for streams. */
  public ClientObservers withStreams(StreamObserver observer) {
    return new ClientObservers(client, links, circuits, observer);
  }
}
