package org.tropea.relay;

import org.tropea.directory.serve.RequestWatch;
import org.tropea.protocol.channel.LinkWatch;
import org.tropea.protocol.memory.MemoryAccount;
import org.tropea.protocol.memory.MemoryTotals;
import org.tropea.relay.circuit.RelayCircuitWatch;
import org.tropea.relay.defence.DefenceTotals;
import org.tropea.relay.exit.ExitWatch;
import org.tropea.relay.exit.PortCounts;
import org.tropea.relay.rendezvous.OnionServiceTotals;
import org.tropea.relay.self.DescriptorWatch;

/** Who watches what a relay does. Immutable, for any thread. */
record RelayWatch(
    LinkWatch links,
    RelayCircuitWatch circuits,
    ExitWatch exit,
    RequestWatch requests,
    DescriptorWatch descriptors) {
  /** Counts, and tells {@code observer}; {@code ports} counts streams that leave. */
  static RelayWatch of(RelayObserver observer, PortCounts ports, MemoryAccount memory) {
    return new RelayWatch(
        new LinkWatch(observer, memory),
        new RelayCircuitWatch(observer),
        new ExitWatch(observer, ports),
        new RequestWatch(observer),
        new DescriptorWatch(observer));
  }

  /** What the counters say now; they are not read at one instant. */
  RelayTotals totals(
      DefenceTotals defence,
      RateTotals rates,
      MemoryTotals memory,
      OnionServiceTotals onionServices) {
    return new RelayTotals(
        links.totals(),
        circuits.totals(),
        exit.totals(),
        requests.totals(),
        descriptors.totals(),
        defence,
        rates,
        memory,
        circuits.cells(),
        exit.asked(),
        onionServices);
  }
}
