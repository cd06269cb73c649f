package org.tropea.relay;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.tropea.directory.network.NetworkParameter;
import org.tropea.directory.network.Parameters;
import org.tropea.protocol.rate.Rate;
import org.tropea.protocol.stream.StreamTraffic;
import org.tropea.relay.circuit.HandshakeKind;
import org.tropea.relay.circuit.HandshakeTotals;
import org.tropea.relay.history.BandwidthHistory;
import org.tropea.relay.history.BandwidthHistory.Kind;
import org.tropea.relay.history.OverloadHistory;
import org.tropea.relay.history.Statistics;
import org.tropea.relay.history.StatisticsSettings;

/**
 * What a relay measures of itself, each second, by its counters: what it carried, whether it had
 * more to do than it can, and what it publishes of both. Confined to the relay's first loop.
 */
final class Measures {
  private final BandwidthHistory carried;
  private final Statistics statistics;
  private final OverloadHistory overload = new OverloadHistory();
  private final StatisticsSettings settings;
  private final Bandwidth bandwidth;
  private final Supplier<Parameters> network;
  private final LongSupplier servicesSeen;
  private @Nullable RelayTotals before;

  /**
   * @param network its parameters of now
   * @param servicesSeen how many services uploaded a descriptor since it was asked last
   */
  Measures(
      BandwidthHistory carried,
      Statistics statistics,
      Settings settings,
      Supplier<Parameters> network,
      LongSupplier servicesSeen) {
    this.carried = carried;
    this.statistics = statistics;
    this.settings = settings.statistics();
    this.bandwidth = settings.limits().bandwidth();
    this.network = network;
    this.servicesSeen = servicesSeen;
  }

  /** Each second. */
  void look(RelayTotals now, Instant time) {
    noteCarried(now, time);
    noteOverload(now, time);
    statistics.look(time, settings, now.onionServices().carried(), servicesSeen::getAsLong);
    before = now;
  }

  private void noteCarried(RelayTotals now, Instant time) {
    StreamTraffic exited = now.exit().traffic();
    // What came from a circuit is written to the world, and the other way round.
    carried.note(Kind.READ, time, now.links().carried().bytesIn() + exited.bytesOut());
    carried.note(Kind.WRITE, time, now.links().carried().bytesOut() + exited.bytesIn());
    carried.note(Kind.IPV6_READ, time, now.links().ipv6().bytesIn());
    carried.note(Kind.IPV6_WRITE, time, now.links().ipv6().bytesOut());
    carried.note(Kind.DIRECTORY_READ, time, 0);
    carried.note(Kind.DIRECTORY_WRITE, time, now.requests().bytes());
  }

  private void noteOverload(RelayTotals now, Instant time) {
    if (more(now, each -> each.memory().times())
        || more(now, each -> each.asked().portsExhausted())) {
      overload.general(time);
    }
    if (more(now, each -> each.rates().reads())) {
      overload.readLimit(time);
    }
    if (more(now, each -> each.rates().writes())) {
      overload.writeLimit(time);
    }
    Parameters said = network.get();
    overload.handshakes(
        time,
        handshakes(now, each -> each.answered() + each.dropped()),
        handshakes(now, HandshakeTotals::dropped),
        Duration.ofSeconds(said.get(NetworkParameter.OVERLOAD_ONIONSKIN_NTOR_PERIOD_SECS)),
        said.get(NetworkParameter.OVERLOAD_ONIONSKIN_NTOR_SCALE_PERCENT));
  }

  private boolean more(RelayTotals now, ToLongFunction<RelayTotals> count) {
    RelayTotals last = before;
    return count.applyAsLong(now) > (last == null ? 0 : count.applyAsLong(last));
  }

  private static long handshakes(RelayTotals now, ToLongFunction<HandshakeTotals> count) {
    return Arrays.stream(HandshakeKind.values())
        .mapToLong(kind -> count.applyAsLong(now.cells().of(kind)))
        .sum();
  }

  /** The bandwidth that it has shown, in bytes a second. */
  int observed(boolean testing) {
    return carried.observed(testing);
  }

  /** The hour of the last overload, as the descriptor says it; null for none. */
  @Nullable Instant overloaded(Instant now) {
    return overload.general(now, settings.overload());
  }

  /** What the extra-info document says, in the order of C tor. */
  List<String> lines(Instant now) {
    List<String> lines = new ArrayList<>();
    if (!settings.published()) {
      return lines;
    }
    Rate relayed = bandwidth.relayed();
    lines.addAll(carried.lines(relayed == null ? Long.MAX_VALUE : relayed.perSecond()));
    lines.addAll(statistics.lines(now, settings));
    if (settings.overload()) {
      lines.addAll(overload.lines(now, bandwidth.all().perSecond(), bandwidth.all().burst()));
    }
    return lines;
  }
}
