package org.tropea.relay;

import java.time.Instant;
import org.tropea.directory.serve.RequestWatch;
import org.tropea.protocol.channel.LinkTotals;
import org.tropea.protocol.channel.LinkWatch;
import org.tropea.protocol.memory.MemoryAccount;
import org.tropea.protocol.memory.MemoryTotals;
import org.tropea.protocol.stream.StreamTraffic;
import org.tropea.relay.circuit.RelayCircuitWatch;
import org.tropea.relay.defence.DefenceTotals;
import org.tropea.relay.exit.ExitWatch;
import org.tropea.relay.history.BandwidthHistory;
import org.tropea.relay.history.BandwidthHistory.Kind;
import org.tropea.relay.rendezvous.OnionServiceTotals;
import org.tropea.relay.self.DescriptorWatch;

/** Who watches what a relay does. Immutable, for any thread. */
record RelayWatch(
    LinkWatch links,
    RelayCircuitWatch circuits,
    ExitWatch exit,
    RequestWatch requests,
    DescriptorWatch descriptors) {
  /** Counts, and tells {@code observer}. */
  static RelayWatch of(RelayObserver observer, MemoryAccount memory) {
    return new RelayWatch(
        new LinkWatch(observer, memory),
        new RelayCircuitWatch(observer),
        new ExitWatch(observer),
        new RequestWatch(observer),
        new DescriptorWatch(observer));
  }

  /** What was carried until now, each second: on the loop of the history. */
  void noteCarried(BandwidthHistory history, Instant now) {
    LinkTotals linked = links.totals();
    StreamTraffic exited = exit.totals().traffic();
    // What came from a circuit is written to the world, and the other way round.
    history.note(Kind.READ, now, linked.carried().bytesIn() + exited.bytesOut());
    history.note(Kind.WRITE, now, linked.carried().bytesOut() + exited.bytesIn());
    history.note(Kind.IPV6_READ, now, linked.ipv6().bytesIn());
    history.note(Kind.IPV6_WRITE, now, linked.ipv6().bytesOut());
    history.note(Kind.DIRECTORY_READ, now, 0);
    history.note(Kind.DIRECTORY_WRITE, now, requests.totals().bytes());
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
