package org.tropea.network;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.authority.AuthorityObserver;
import org.tropea.authority.AuthorityRelay;
import org.tropea.authority.VotingTiming;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.document.RelayEntry;
import org.tropea.directory.network.Authority;
import org.tropea.protocol.channel.Machine;
import org.tropea.relay.OnionRelay;

/**
 * Brings a network up, as much of it at once as the machine can: all keys, then authorities, then
 * relays, and clients and services once there is a consensus that lists every relay. Any thread.
 */
final class NetworkStart {
  private static final Logger log = LoggerFactory.getLogger(NetworkStart.class);
  private static final List<NodeKind> RELAYS =
      List.of(NodeKind.AUTHORITY, NodeKind.RELAY, NodeKind.EXIT);
  private static final List<NodeKind> CACHES = List.of(NodeKind.RELAY, NodeKind.EXIT);
  private static final long CLOSE_SECONDS = 30;

  private final Layout layout;
  private final Folder folder;
  private final Machine machine;
  private final NodeFactory factory;
  private final Consumer<Node> listener;
  private final Ports ports;
  private final List<Node> nodes;
  private final Map<String, AuthorityPlan> plans = new ConcurrentHashMap<>();
  private final Set<String> agreed = ConcurrentHashMap.newKeySet();
  private final CompletableFuture<Invitation> invitation = new CompletableFuture<>();
  private final AtomicReference<CompletableFuture<Consensus>> nextNs =
      new AtomicReference<>(new CompletableFuture<>());
  private final AtomicReference<CompletableFuture<Consensus>> nextMicrodesc =
      new AtomicReference<>(new CompletableFuture<>());
  private final CompletableFuture<Void> listed = new CompletableFuture<>();
  private final Map<String, CompletableFuture<Void>> circuits = new HashMap<>();
  private final Map<String, CompletableFuture<Void>> published = new HashMap<>();
  private final Map<String, Ed25519SigningKey> serviceKeys = new HashMap<>();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final ExecutorService starters;
  private volatile List<Authority> authorities = List.of();

  /**
   * What its first client and its services are told.
   *
   * @param socks where the client listens; 0 for any free port
   * @param server where port 80 of all services leads; null where there are none
   */
  record Ports(int socks, @Nullable InetSocketAddress server) {}

  NetworkStart(Layout layout, Folder folder, Machine machine, Ports ports, Consumer<Node> listener)
      throws IOException {
    this.layout = layout;
    this.folder = folder;
    this.machine = machine;
    this.factory = new NodeFactory(machine);
    this.ports = ports;
    this.listener = listener;
    this.nodes = plan();
    this.starters =
        Executors.newFixedThreadPool(
            Math.max(2, Runtime.getRuntime().availableProcessors()),
            new DefaultThreadFactory("tropea-network"));
  }

  List<Node> nodes() {
    return nodes;
  }

  CompletableFuture<Invitation> invitation() {
    return invitation;
  }

  CompletableFuture<Void> ready() {
    return ready;
  }

  /** Begins; all of it happens on threads of its own. */
  void begin() {
    CompletionStage<Void> steps =
        all(RELAYS, this::prepare)
            .thenRun(this::meet)
            .thenCompose(done -> all(List.of(NodeKind.AUTHORITY), Node::start))
            .thenCompose(done -> all(CACHES, Node::start))
            .thenCompose(done -> allOf(each(RELAYS, OnionRelay::published)))
            .thenRun(this::vote)
            .thenCompose(done -> listed)
            .thenRun(this::hurryMirrors)
            .thenCompose(done -> allOf(each(CACHES, OnionRelay::mirrored)))
            .thenCompose(done -> all(List.of(NodeKind.CLIENT, NodeKind.SERVICE), Node::start))
            .thenCompose(done -> allOf(List.copyOf(circuits.values())))
            .thenCompose(done -> allOf(List.copyOf(published.values())));
    steps.whenComplete(
        (done, failure) -> {
          if (failure == null) {
            ready.complete(null);
          } else {
            fail(failure);
          }
        });
  }

  private void fail(Throwable failure) {
    Throwable inner = failure instanceof CompletionException ? failure.getCause() : null;
    Throwable cause = inner == null ? failure : inner;
    ready.completeExceptionally(cause);
    invitation.completeExceptionally(cause);
  }

  /** Stops all nodes, whatever state they are in; clients first, so that they see no failures. */
  void close() {
    fail(new IOException("the network was closed"));
    starters.shutdownNow();
    try {
      // What is being started cannot be stopped before it runs.
      if (!starters.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        log.warn("A node is still being started; it is left to itself");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (int i = nodes.size() - 1; i >= 0; i--) {
      nodes.get(i).stop();
    }
  }

  private List<Node> plan() throws IOException {
    List<Node> all = new ArrayList<>();
    for (NodeKind kind : NodeKind.values()) {
      for (int i = 0; i < layout.count(kind); i++) {
        String name = kind.word() + i;
        int port = kind == NodeKind.CLIENT && i == 0 ? ports.socks() : 0;
        if (kind == NodeKind.CLIENT) {
          circuits.put(name, new CompletableFuture<>());
        } else if (kind == NodeKind.SERVICE) {
          published.put(name, new CompletableFuture<>());
          serviceKeys.put(name, Ed25519SigningKey.generate(machine.random()));
        }
        all.add(new Node(kind, name, folder.of(name), port, this::program, listener));
      }
    }
    return List.copyOf(all);
  }

  private void prepare(Node node) throws Exception {
    if (node.kind() == NodeKind.AUTHORITY) {
      plans.put(node.name(), AuthorityPlan.make(node.name(), node.folder(), machine));
    } else {
      factory.prepareRelay(node.name(), node.folder());
    }
  }

  /** The authorities have keys and ports: now the nodes can know of them. */
  private void meet() {
    authorities =
        nodes.stream()
            .filter(node -> node.kind() == NodeKind.AUTHORITY)
            .map(node -> plan(node).authority())
            .toList();
  }

  /** Every authority has every descriptor: no vote would be the better for waiting. */
  private void vote() {
    VotingTiming timing = VotingStart.from(machine.clock().instant());
    nodes.forEach(node -> node.authority().ifPresent(each -> each.vote(timing)));
    invitation.complete(new Invitation(authorities, timing));
  }

  /** Their caches asked in vain so far, and would not soon ask again. */
  private void hurryMirrors() {
    nodes.stream()
        .filter(node -> CACHES.contains(node.kind()))
        .forEach(node -> node.relay().ifPresent(OnionRelay::hurryMirror));
  }

  /** For each relay of these kinds, whether it came so far. */
  private List<CompletableFuture<Void>> each(
      List<NodeKind> kinds, Function<OnionRelay, Future<Void>> step) {
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (Node node : nodes) {
      OnionRelay relay = node.relay().orElse(null);
      if (relay != null && kinds.contains(node.kind())) {
        CompletableFuture<Void> reached = new CompletableFuture<>();
        step.apply(relay).addListener(done -> reached.complete(null));
        all.add(reached);
      }
    }
    return all;
  }

  private Program program(Node node) throws Exception {
    return switch (node.kind()) {
      case AUTHORITY -> new Program.OfAuthority(authority(node));
      case RELAY, EXIT ->
          new Program.OfRelay(
              factory.relay(
                  node.name(),
                  node.folder(),
                  node.kind() == NodeKind.EXIT,
                  node.ports().onion(),
                  authorities));
      case CLIENT ->
          new Program.OfClient(
              factory.client(
                  node.folder(),
                  node.ports().socks(),
                  authorities,
                  phase -> onProgress(node, phase.percent())));
      case SERVICE -> service(node);
    };
  }

  private Program service(Node node) throws IOException {
    Program.OfService started =
        factory.service(
            node.folder(),
            Objects.requireNonNull(serviceKeys.get(node.name())),
            Objects.requireNonNull(ports.server(), "a service leads nowhere"),
            authorities,
            // Ready when it can be reached, and not before.
            phase -> node.progress(Math.min(phase.percent(), 99)));
    started
        .service()
        .published()
        .addListener(
            done -> {
              if (done.isSuccess()) {
                node.progress(100);
                Objects.requireNonNull(published.get(node.name())).complete(null);
              }
            });
    return started;
  }

  /** One that is started again votes at once, at the times that all have. */
  private AuthorityRelay authority(Node node) throws Exception {
    AuthorityRelay opened =
        plan(node)
            .open(
                authorities,
                machine,
                AuthorityObserver.ofServed(consensus -> onConsensus(node, consensus)));
    if (invitation.isDone()) {
      opened.vote(invitation.join().timing());
    }
    return opened;
  }

  private AuthorityPlan plan(Node node) {
    return Objects.requireNonNull(plans.get(node.name()), "an authority was not prepared");
  }

  private void onProgress(Node client, int percent) {
    client.progress(percent);
    if (percent >= 100) {
      Objects.requireNonNull(circuits.get(client.name())).complete(null);
    }
  }

  /** The next consensus of this flavour that any authority publishes from now on. */
  CompletableFuture<Consensus> nextConsensus(Flavour flavour) {
    return Objects.requireNonNull(next(flavour).get()).copy();
  }

  private AtomicReference<CompletableFuture<Consensus>> next(Flavour flavour) {
    return flavour == Flavour.NS ? nextNs : nextMicrodesc;
  }

  /** An authority published: who is in it is ready, and when all are, the clients can begin. */
  private void onConsensus(Node authority, Consensus consensus) {
    Set<RsaIdentity> identities =
        consensus.relays().stream().map(RelayEntry::identity).collect(Collectors.toSet());
    for (Node node : nodes) {
      node.fingerprint().filter(identities::contains).ifPresent(fingerprint -> node.progress(100));
    }
    if (identities.size() >= layout.listed()) {
      agreed.add(authority.name() + " " + consensus.flavour());
      if (agreed.size() == layout.authorities() * Flavour.values().length) {
        listed.complete(null);
      }
    }
    Objects.requireNonNull(next(consensus.flavour()).getAndSet(new CompletableFuture<>()))
        .complete(consensus);
  }

  /** What is done with a node. */
  private interface Step {
    void apply(Node node) throws Exception;
  }

  private CompletableFuture<Void> all(List<NodeKind> kinds, Step step) {
    return allOf(
        nodes.stream()
            .filter(node -> kinds.contains(node.kind()))
            .map(node -> CompletableFuture.runAsync(() -> run(step, node), starters))
            .toList());
  }

  private static void run(Step step, Node node) {
    try {
      step.apply(node);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }

  private static CompletableFuture<Void> allOf(List<CompletableFuture<Void>> futures) {
    return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new));
  }
}
