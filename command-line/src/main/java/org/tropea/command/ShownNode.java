package org.tropea.command;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tropea.client.TorClient;
import org.tropea.client.guard.GuardStatus;
import org.tropea.control.json.Answer;
import org.tropea.control.json.Node;
import org.tropea.control.node.NodeSignal;
import org.tropea.control.node.Program;
import org.tropea.control.status.Bandwidth;
import org.tropea.control.status.CircuitView;
import org.tropea.control.status.ClientStatus;
import org.tropea.control.status.ControlTime;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Lifetime;
import org.tropea.directory.document.RelayEntry;
import org.tropea.directory.document.RelayFlag;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.release.Release;
import org.tropea.relay.OnionRelay;
import org.tropea.relay.circuit.CellTotals;
import org.tropea.relay.circuit.HandshakeKind;
import org.tropea.relay.circuit.HandshakeTotals;

/** The process as the JSON API shows it. */
final class ShownNode implements Node {
  private final Program program;
  private final Bandwidth bandwidth;
  private final InstantSource clock;
  private final List<Role> roles;
  private final @Nullable TorClient client;
  private final @Nullable ClientStatus status;

  /**
   * Shows these.
   *
   * @param roles those that it has beside a client
   */
  ShownNode(
      Program program,
      Bandwidth bandwidth,
      InstantSource clock,
      List<Role> roles,
      @Nullable Client client) {
    this.program = program;
    this.bandwidth = bandwidth;
    this.clock = clock;
    this.roles = List.copyOf(roles);
    this.client = client == null ? null : client.client();
    this.status = client == null ? null : client.status();
  }

  /** A client, and what it says of itself. */
  record Client(TorClient client, ClientStatus status) {}

  private Optional<ClientStatus> client() {
    return Optional.ofNullable(status);
  }

  private Optional<NetworkView> network() {
    return Optional.ofNullable(client).flatMap(TorClient::network);
  }

  private <T> Optional<T> first(java.util.function.Function<Role, Optional<T>> part) {
    return roles.stream().flatMap(role -> part.apply(role).stream()).findFirst();
  }

  @Override
  public Answer.Status status() {
    List<String> is = new ArrayList<>();
    client().ifPresent(any -> is.add("client"));
    first(Role::relay).ifPresent(any -> is.add("relay"));
    first(Role::authority).ifPresent(any -> is.add("authority"));
    return new Answer.Status(
        Release.current().version(),
        program.uptime().toSeconds(),
        is,
        client().map(ShownNode::bootstrap).orElse(null));
  }

  private static Answer.Bootstrap bootstrap(ClientStatus status) {
    var reached = status.reached();
    return new Answer.Bootstrap(
        reached.percent(), reached.tag(), reached.summary(), status.isEstablished());
  }

  @Override
  public Optional<Answer.Circuits> circuits() {
    return client()
        .map(its -> new Answer.Circuits(its.circuitViews().stream().map(this::circuit).toList()));
  }

  private Answer.Circuit circuit(CircuitView circuit) {
    return new Answer.Circuit(
        circuit.number(),
        circuit.state(),
        circuit.purpose(),
        ControlTime.seconds(circuit.created()),
        circuit.hops().stream().map(this::name).toList());
  }

  private Answer.RelayName name(RsaIdentity relay) {
    return new Answer.RelayName(
        relay.toHex(),
        network()
            .flatMap(view -> view.relay(relay))
            .map(known -> known.entry().nickname())
            .orElse(null));
  }

  @Override
  public Optional<Answer.Streams> streams() {
    return client()
        .map(
            its ->
                new Answer.Streams(
                    its.streamsIn("NEW"),
                    its.streamsIn("SENTCONNECT"),
                    its.streamsIn("SUCCEEDED")));
  }

  @Override
  public Answer.Bandwidth bandwidth() {
    Program.Traffic all = program.traffic();
    return new Answer.Bandwidth(
        all.read(),
        all.written(),
        bandwidth.seconds().stream()
            .map(each -> new Answer.Second(each.read(), each.written()))
            .toList());
  }

  @Override
  public CompletableFuture<Optional<Answer.Guards>> guards() {
    CompletableFuture<Optional<Answer.Guards>> answer = new CompletableFuture<>();
    if (client == null) {
      answer.complete(Optional.empty());
      return answer;
    }
    client
        .guards()
        .addListener(
            (io.netty.util.concurrent.Future<List<GuardStatus>> done) -> {
              if (done.isSuccess()) {
                answer.complete(
                    Optional.of(
                        new Answer.Guards(done.getNow().stream().map(this::guard).toList())));
              } else {
                answer.completeExceptionally(done.cause());
              }
            });
    return answer;
  }

  private Answer.Guard guard(GuardStatus guard) {
    Instant since = guard.since();
    return new Answer.Guard(
        name(guard.relay()),
        guard.state().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        since == null ? null : ControlTime.seconds(since));
  }

  @Override
  public Optional<Answer.Relay> relay() {
    return first(Role::relay).map(ShownNode::relay);
  }

  private static Answer.Relay relay(OnionRelay relay) {
    Map<String, Answer.Handshakes> handshakes = new TreeMap<>();
    CellTotals cells = relay.totals().cells();
    for (HandshakeKind kind : HandshakeKind.values()) {
      HandshakeTotals its = cells.of(kind);
      handshakes.put(
          kind.name().toLowerCase(Locale.ROOT),
          new Answer.Handshakes(its.answered(), its.dropped()));
    }
    return new Answer.Relay(
        relay.keys().rsaIdentity().toHex(),
        relay.published().isSuccess(),
        relay.mirrored().isSuccess(),
        relay.flags().stream().sorted().map(RelayFlag::word).toList(),
        relay.totals().circuits().open(),
        handshakes);
  }

  @Override
  public Optional<Answer.Authority> authority() {
    return first(Role::authority)
        .map(
            its ->
                new Answer.Authority(its.voted(), its.votesTaken(), its.published(), its.missed()));
  }

  @Override
  public Optional<Answer.Consensus> consensus() {
    return network()
        .map(NetworkView::consensus)
        .map(known -> consensus(known.lifetime(), known.relays()));
  }

  private Answer.Consensus consensus(Lifetime lifetime, List<RelayEntry> relays) {
    Map<String, Integer> flags = new TreeMap<>();
    relays.stream()
        .flatMap(relay -> Stream.of(RelayFlag.values()).filter(relay::has))
        .forEach(flag -> flags.merge(flag.word(), 1, Integer::sum));
    return new Answer.Consensus(
        state(lifetime, clock.instant()),
        ControlTime.seconds(lifetime.validAfter()),
        ControlTime.seconds(lifetime.freshUntil()),
        ControlTime.seconds(lifetime.validUntil()),
        relays.size(),
        flags);
  }

  private static String state(Lifetime lifetime, Instant now) {
    if (now.isBefore(lifetime.validAfter())) {
      return "early";
    }
    if (now.isAfter(lifetime.validUntil())) {
      return "expired";
    }
    return now.isAfter(lifetime.freshUntil()) ? "valid" : "fresh";
  }

  @Override
  public boolean newIdentity() {
    boolean can = client != null;
    if (can) {
      program.signal(NodeSignal.NEWNYM);
    }
    return can;
  }

  @Override
  public void reload() {
    program.signal(NodeSignal.RELOAD);
  }
}
