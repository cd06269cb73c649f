package org.tropea.metrics;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.tropea.directory.document.RelayFlag;
import org.tropea.protocol.channel.LinkTotals;
import org.tropea.relay.RelayTotals;
import org.tropea.relay.circuit.CellTotals;
import org.tropea.relay.circuit.HandshakeKind;
import org.tropea.relay.circuit.HandshakeTotals;
import org.tropea.relay.defence.DefenceTotals;
import org.tropea.relay.exit.AskedTotals;
import org.tropea.relay.exit.NameResult;
import org.tropea.relay.rendezvous.OnionServiceEvent;

/**
 * What a relay does, by C tor's names, labels and words. Of C tor's families two are not here,
 * those of congestion control; and of connections those that relays have.
 */
public final class RelayFamilies implements MetricsSource {
  private static final List<RelayFlag> FLAGS =
      List.of(
          RelayFlag.FAST,
          RelayFlag.EXIT,
          RelayFlag.AUTHORITY,
          RelayFlag.STABLE,
          RelayFlag.HS_DIR,
          RelayFlag.RUNNING,
          RelayFlag.V2_DIR,
          RelayFlag.SYBIL,
          RelayFlag.GUARD);

  private final Supplier<RelayTotals> totals;
  private final Supplier<Set<RelayFlag>> flags;

  /**
   * @param totals what the relay did
   * @param flags what the newest consensus says of it
   */
  public RelayFamilies(Supplier<RelayTotals> totals, Supplier<Set<RelayFlag>> flags) {
    this.totals = totals;
    this.flags = flags;
  }

  @Override
  public List<Family> families() {
    RelayTotals now = totals.get();
    CellTotals cells = now.cells();
    return List.of(
        traffic(now),
        Family.gauge("tor_relay_circuits_total", "Total number of circuits")
            .with(now.circuits().open(), "state", "opened"),
        connections(now),
        connectionsCreated(now),
        streams(now),
        handshakes(cells),
        sockets(),
        Family.counter(
                "tor_relay_load_tcp_exhaustion_total",
                "Total number of times we ran out of TCP ports")
            .with(now.asked().portsExhausted()),
        rates(now),
        forgotten(now),
        defence(now),
        Family.counter(
                "tor_relay_exit_dns_query_total", "Total number of DNS queries done by this relay")
            .with(now.asked().questions()),
        names(now.asked()),
        relayFlags(),
        onionService(now, "est_intro", "EST_INTRO", OnionServiceEvent.Message.ESTABLISH_INTRO),
        onionService(now, "est_rend", "EST_REND", OnionServiceEvent.Message.ESTABLISH_RENDEZVOUS),
        onionService(now, "intro1", "INTRO1", OnionServiceEvent.Message.INTRODUCE1),
        onionService(now, "rend1", "REND1", OnionServiceEvent.Message.RENDEZVOUS1),
        Family.counter("tor_relay_destroy_cell_total", "Total number of DESTROY cell we received")
            .with(cells.destroys()),
        Family.counter("tor_relay_drop_cell_total", "Total number of DROP cell we received")
            .with(now.circuits().drops()),
        Family.counter(
                "tor_relay_circ_proto_violation_total",
                "Total number of circuit protocol violation")
            .with(cells.violations()));
  }

  private static Family traffic(RelayTotals now) {
    // What came from a circuit is written to the world, and the other way round.
    return Family.counter("tor_relay_traffic_bytes", "Traffic related counters")
        .with(
            now.links().carried().bytesIn() + now.exit().traffic().bytesOut(), "direction", "read")
        .with(
            now.links().carried().bytesOut() + now.exit().traffic().bytesIn(),
            "direction",
            "written");
  }

  private static Family connections(RelayTotals now) {
    Family family = Family.gauge("tor_relay_connections", "Total number of opened connections");
    each(
        (initiated, ipv6, direction, ip) ->
            family.with(
                now.links().of(new LinkTotals.Kind(initiated, ipv6)).open(),
                labels("OR", direction, "opened", ip)));
    return family.with(now.exit().open(), labels("Exit", "initiated", "opened", "ipv4"));
  }

  private static Family connectionsCreated(RelayTotals now) {
    Family family =
        Family.counter(
            "tor_relay_connections_total", "Total number of created/rejected connections");
    each(
        (initiated, ipv6, direction, ip) ->
            family.with(
                now.links().of(new LinkTotals.Kind(initiated, ipv6)).opened(),
                labels("OR", direction, "created", ip)));
    DefenceTotals defence = now.defence();
    return family
        .with(
            defence.concurrent() + defence.connects(), labels("OR", "received", "rejected", "ipv4"))
        .with(now.exit().opened(), labels("Exit", "initiated", "created", "ipv4"));
  }

  private interface LinkKind {
    void is(boolean initiated, boolean ipv6, String direction, String ip);
  }

  private static void each(LinkKind told) {
    for (boolean initiated : new boolean[] {true, false}) {
      for (boolean ipv6 : new boolean[] {false, true}) {
        told.is(initiated, ipv6, initiated ? "initiated" : "received", ipv6 ? "ipv6" : "ipv4");
      }
    }
  }

  private static String[] labels(String type, String direction, String state, String family) {
    return new String[] {"type", type, "direction", direction, "state", state, "family", family};
  }

  private static Family streams(RelayTotals now) {
    return Family.counter("tor_relay_streams_total", "Total number of streams")
        .with(now.asked().allowed(), "type", "BEGIN")
        .with(now.cells().directoryStreams(), "type", "BEGIN_DIR")
        .with(now.asked().resolves(), "type", "RESOLVE");
  }

  private static Family handshakes(CellTotals cells) {
    Family family =
        Family.counter("tor_relay_load_onionskins_total", "Total number of onionskins handled")
            // Nobody speaks it any more.
            .with(0, "type", "tap", "action", "processed")
            .with(0, "type", "tap", "action", "dropped");
    for (HandshakeKind kind : HandshakeKind.values()) {
      HandshakeTotals its = cells.of(kind);
      String type = kind.name().toLowerCase(Locale.ROOT);
      family
          .with(its.answered(), "type", type, "action", "processed")
          .with(its.dropped(), "type", type, "action", "dropped");
    }
    return family;
  }

  private static Family sockets() {
    return Family.gauge("tor_relay_load_socket_total", "Total number of sockets")
        .with(ProcessFamilies.openFiles(), "state", "opened")
        .with(ProcessFamilies.mostFiles());
  }

  private static Family rates(RelayTotals now) {
    return Family.counter(
            "tor_relay_load_global_rate_limit_reached_total",
            "Total number of global connection bucket limit reached")
        .with(now.rates().reads(), "side", "read")
        .with(now.rates().writes(), "side", "write");
  }

  private static Family forgotten(RelayTotals now) {
    Map<String, Long> stores = now.memory().forgotten();
    return Family.counter(
            "tor_relay_load_oom_bytes_total",
            "Total number of bytes the OOM has freed by subsystem")
        .with(now.memory().freed(), "subsys", "cell")
        .with(stores.getOrDefault("dns", 0L), "subsys", "dns")
        .with(stores.getOrDefault("geoip", 0L), "subsys", "geoip")
        .with(stores.getOrDefault("hsdir", 0L), "subsys", "hsdir");
  }

  private static Family defence(RelayTotals now) {
    DefenceTotals its = now.defence();
    return Family.counter("tor_relay_dos_total", "Denial of Service defenses related counters")
        .with(its.circuits(), "type", "circuit_rejected")
        .with(its.overflows(), "type", "circuit_killed_max_cell")
        // Here one bound counts both.
        .with(0, "type", "circuit_killed_max_cell_outq")
        .with(its.marked(), "type", "marked_address")
        .with(its.markedForQueue(), "type", "marked_address_maxq")
        .with(its.connects(), "type", "conn_rejected")
        .with(its.concurrent(), "type", "concurrent_conn_rejected")
        .with(
            now.onionServices().of(OnionServiceEvent.AWAITING_SINGLE_HOP),
            "type",
            "single_hop_refused")
        .with(
            now.onionServices().of(OnionServiceEvent.INTRODUCED_TOO_OFTEN),
            "type",
            "introduce2_rejected")
        .with(its.streams(), "type", "stream_rejected")
        // No parameter of the network asks for it here yet.
        .with(0, "type", "begindir_rejected")
        .with(its.directories(), "type", "begindir_rate_rejected")
        .with(now.cells().serviceTurnsRefused(), "type", "begindir_hsdir_rejected");
  }

  private static Family names(AskedTotals asked) {
    Family family =
        Family.counter(
            "tor_relay_exit_dns_error_total",
            "Total number of DNS errors encountered by this relay");
    for (NameResult result : NameResult.values()) {
      family.with(asked.of(result), "reason", result.word());
    }
    return family;
  }

  private Family relayFlags() {
    Family family = Family.gauge("tor_relay_flag", "Relay flags from consensus");
    Set<RelayFlag> has = flags.get();
    for (RelayFlag flag : FLAGS) {
      family.with(has.contains(flag) ? 1 : 0, "type", flag.word());
    }
    return family;
  }

  private static Family onionService(
      RelayTotals now, String name, String word, OnionServiceEvent.Message message) {
    Family family =
        Family.counter(
            "tor_relay_" + name + "_total", "Total number of " + word + " cells we received");
    for (OnionServiceEvent event : OnionServiceEvent.values()) {
      if (event.message() == message) {
        family.with(now.onionServices().of(event), "action", event.action());
      }
    }
    return family;
  }
}
