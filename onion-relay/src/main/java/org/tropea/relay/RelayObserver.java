package org.tropea.relay;

import org.tropea.directory.serve.RequestObserver;
import org.tropea.protocol.channel.LinkObserver;
import org.tropea.relay.circuit.RelayCircuitObserver;
import org.tropea.relay.exit.ExitObserver;
import org.tropea.relay.self.DescriptorObserver;

/**
 * Who is told of all that a relay does: its links, circuits, exit streams, directory requests and
 * descriptors; docs/decisions/observers.md says what all observers have in common. Called on many
 * loops at once, and must not block.
 */
public interface RelayObserver
    extends LinkObserver, RelayCircuitObserver, ExitObserver, RequestObserver, DescriptorObserver {
  /** Told nothing. */
  RelayObserver NONE = new RelayObserver() {};
}
