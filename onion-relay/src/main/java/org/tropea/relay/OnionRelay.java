package org.tropea.relay;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.key.X25519KeyPair;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.document.RelayDescription;
import org.tropea.directory.document.RelayDescriptionBuilder;
import org.tropea.directory.document.RelayEntry;
import org.tropea.directory.document.RelayFlag;
import org.tropea.directory.fetch.DirectoryPort;
import org.tropea.directory.network.Authority;
import org.tropea.directory.network.NetworkFlow;
import org.tropea.directory.network.ProtocolWatch;
import org.tropea.directory.network.Subprotocol;
import org.tropea.directory.release.Release;
import org.tropea.directory.serve.DirectoryServer;
import org.tropea.directory.serve.DocumentRoutes;
import org.tropea.directory.serve.Routes;
import org.tropea.protocol.cell.Cell;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.channel.ChannelListener;
import org.tropea.protocol.channel.ChannelRegistry;
import org.tropea.protocol.channel.LinkParty;
import org.tropea.protocol.channel.LinkTotals;
import org.tropea.protocol.channel.ListenFailure;
import org.tropea.protocol.channel.Machine;
import org.tropea.protocol.channel.PriorityDecay;
import org.tropea.protocol.channel.TorChannel;
import org.tropea.protocol.conflux.ReorderAccount;
import org.tropea.protocol.linkspec.RelayTarget;
import org.tropea.protocol.loop.LoopTask;
import org.tropea.protocol.memory.MemoryAccount;
import org.tropea.protocol.memory.Reclaim;
import org.tropea.protocol.stream.StreamTraffic;
import org.tropea.relay.cache.DirectoryMirror;
import org.tropea.relay.circuit.CircuitRules;
import org.tropea.relay.circuit.ConfluxSets;
import org.tropea.relay.circuit.CreateQueue;
import org.tropea.relay.circuit.HandshakeLoad;
import org.tropea.relay.circuit.Identities;
import org.tropea.relay.circuit.OnionHandshakes;
import org.tropea.relay.defence.FloodDefence;
import org.tropea.relay.exit.ExitConnector;
import org.tropea.relay.history.BandwidthHistory;
import org.tropea.relay.history.BandwidthHistory.Kind;
import org.tropea.relay.keys.KeyFileException;
import org.tropea.relay.keys.RelayKeyStore;
import org.tropea.relay.keys.RelayKeys;
import org.tropea.relay.rendezvous.OnionServiceTable;
import org.tropea.relay.self.DescriptorPublisher;
import org.tropea.relay.self.SelfDescription;
import org.tropea.relay.selftest.SelfTest;
import org.tropea.relay.selftest.TestCircuit;
import org.tropea.relay.servicedirectory.DescriptorCache;
import org.tropea.relay.servicedirectory.ServiceRoutes;

/**
 * A relay: links, circuits, an exit where the policy allows one, a directory cache.
 *
 * <p>Its links spread over as many event loops as it is told; handshakes and documents have threads
 * of their own. Thread-safe.
 */
public final class OnionRelay implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(OnionRelay.class);

  /** A bound for the memory; the estimate of delay refuses long before. */
  private static final int HANDSHAKES_WAITING = 65_536;

  /** What waits in conflux sets may be one part in so many of the memory. */
  private static final int REORDER_SHARE = 8;

  /** Descriptors of onion services may be one part in so many of MaxMemInQueues, as at C tor. */
  private static final int DESCRIPTORS_SHARE = 5;

  private static final int DESCRIPTORS_CHECK_MINUTES = 30;
  private static final int KEY_CHECK_HOURS = 12;
  private static final long CLOSE_SECONDS = 5;

  private final Release release = Release.current();
  private final Machine machine;
  private final RelayKeyStore store;
  private final MultiThreadIoEventLoopGroup group;
  private final ExecutorService documents;
  private final ThreadPoolExecutor handshakes;
  private final LinkParty party;
  private final ChannelRegistry registry;
  private final ExitConnector exit;
  private final CreateQueue circuits;
  private final OnionServiceTable onionServices;
  private final DocumentRoutes routes;
  private final @Nullable LocalAuthority authority;
  private final DescriptorCache descriptors;
  private final DirectoryMirror mirror;
  private final DescriptorPublisher publisher;
  private final ProtocolWatch protocols = new ProtocolWatch(ProtocolWatch.Side.RELAY);
  private final Promise<String> obstacle;
  private final ChannelGroup links;
  private final RelayWatch watch;
  private final MemoryAccount memory;
  private final Reclaim reclaim;
  private final RememberedHistory remembered;
  private final FloodDefence defence;
  private final RelayRates rates;
  private final SelfTest selfTest;
  private final Channel listening;
  private final @Nullable Channel listeningIpv6;
  private volatile Settings settings;
  private volatile RelayKeys keys;
  private volatile @Nullable OnionHandshakes onion;
  private volatile KnownNetwork known = KnownNetwork.NONE;
  private volatile Set<RelayFlag> flags = Set.of();
  private volatile PriorityDecay priority;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean leaving;
  private volatile @Nullable Future<?> keyCheck;
  private volatile @Nullable Future<?> measuring;
  private volatile @Nullable Future<?> descriptorsCheck;

  private OnionRelay(Settings settings, Machine owned, @Nullable LocalAuthority authority)
      throws IOException, KeyFileException {
    this.settings = settings;
    this.authority = authority;
    this.priority = known.priority(settings.limits().parameters());
    rates = new RelayRates(settings.limits().bandwidth(), () -> known);
    machine = owned.by(rates.holding(owned.dialler()));
    store =
        new RelayKeyStore(
            settings.identity().dataDirectory(),
            settings.identity().nickname(),
            machine.curve(),
            machine.random());
    keys = store.load(machine.clock().instant());
    group =
        new MultiThreadIoEventLoopGroup(
            settings.limits().loops(),
            new DefaultThreadFactory("tropea-relay"),
            NioIoHandler.newFactory());
    documents = Executors.newSingleThreadExecutor(new DefaultThreadFactory("tropea-documents"));
    handshakes =
        new ThreadPoolExecutor(
            settings.limits().loops(),
            settings.limits().loops(),
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(HANDSHAKES_WAITING),
            new DefaultThreadFactory("tropea-handshakes"));
    EventLoop first = group.next();
    remembered =
        new RememberedHistory(
            first,
            documents,
            settings.identity().state(),
            machine.clock(),
            () -> keys.onion().since());
    memory = new MemoryAccount(settings.limits().memory());
    reclaim = new Reclaim(memory, first);
    watch = RelayWatch.of(settings.observer(), memory);
    party =
        new LinkParty(
            machine,
            () -> keys.link(),
            settings.ports().addresses(),
            this::onCreate,
            settings.limits().links(),
            rates,
            () -> priority,
            watch.links());
    registry = new ChannelRegistry(first, group::next, party);
    defence =
        new FloodDefence(
            settings.limits().privateAddresses(),
            settings.limits().parameters(),
            machine.clock(),
            machine.random());
    exit =
        new ExitConnector(
            settings.exit(),
            target -> known.refusesReentry(target),
            first,
            machine.random(),
            machine.dialler(),
            watch.exit(),
            memory);
    routes = new DocumentRoutes(machine.clock());
    descriptors =
        new DescriptorCache(
            machine.curve(),
            machine.clock(),
            settings.limits().memory() / DESCRIPTORS_SHARE,
            () -> known.maxServiceDescriptor());
    onionServices = new OnionServiceTable(machine.curve(), () -> known.onionServices());
    circuits =
        new CreateQueue(
            handshakes,
            new HandshakeLoad(
                settings.limits().loops(),
                () -> known.maxHandshakeDelay(settings.limits().maxHandshakeDelay()),
                () -> known.handshakeCutoff(),
                machine.clock()),
            this::onionHandshakes,
            registry,
            new Identities(keys.rsaIdentity(), keys.ed25519Identity()),
            new CircuitRules(
                address -> settings.limits().privateAddresses() || PublicAddress.is(address),
                relay -> known.mayExit(relay, settings.exit().refuseUnknown()),
                () -> known.flow(),
                defence),
            new RelayStreams(
                exit,
                new DirectoryServer(directory(), machine.clock(), watch.requests()),
                circuit -> new ServiceRoutes(directory(), descriptors, documents, circuit),
                () -> leaving),
            watch.circuits(),
            new ConfluxSets(
                () -> known.conflux(settings.limits().parameters()),
                new ReorderAccount(Runtime.getRuntime().maxMemory() / REORDER_SHARE, memory)),
            onionServices,
            machine.random());
    links = new DefaultChannelGroup(first);
    listening = bind(settings.ports().listen());
    listeningIpv6 = settings.ports().ipv6() == null ? null : bind(settings.ports().ipv6());
    DirectoryPort port = new DirectoryPort(first, documents, machine.dialler());
    publisher =
        new DescriptorPublisher(
            DescriptorPublisher.Source.of(this::describe, () -> keys, () -> known.wantsTapKey()),
            new DescriptorPublisher.Settings(others(), port, documents, watch.descriptors()),
            machine.clock(),
            machine.random(),
            this::onPublished);
    mirror =
        new DirectoryMirror(
            new DirectoryMirror.Settings(
                settings.directory().authorities(), port, documents, routes, machine.curve()),
            machine.clock(),
            machine.random(),
            this::learn);
    first.execute(() -> registry.trust(mirror::ed25519Identity));
    selfTest =
        new SelfTest(
            first,
            settings.directory().tested(),
            mirror::relays,
            this::self,
            new SelfTest.Rules(
                address -> settings.limits().privateAddresses() || PublicAddress.is(address),
                !settings.limits().privateAddresses()),
            (path, self, ipv6, over) ->
                TestCircuit.build(
                    registry,
                    machine,
                    path,
                    new TestCircuit.Back(
                        self, ipv6, () -> NetworkFlow.atOrigin(known.parameters())),
                    over),
            machine.random());
    mirror.filled().addListener(filled -> selfTest.onDocuments());
    obstacle = first.newPromise();
  }

  /** By the onion keys of now; any thread. */
  private OnionHandshakes onionHandshakes() {
    List<X25519KeyPair> now = keys.onion().accepted();
    OnionHandshakes known = onion;
    if (known == null || !known.areOf(now)) {
      Identities self = new Identities(keys.rsaIdentity(), keys.ed25519Identity());
      known = new OnionHandshakes(machine.curve(), self, now, machine.random());
      onion = known;
    }
    return known;
  }

  /**
   * Starts a relay; blocks while it reads or makes its keys.
   *
   * @throws KeyFileException when a key on disk cannot be used; nothing was overwritten
   * @throws IOException when the ORPort cannot be opened
   */
  public static OnionRelay start(Settings settings, Machine machine)
      throws IOException, KeyFileException {
    return start(settings, machine, null);
  }

  /**
   * The same for the relay of an authority: it serves what the authority has and mirrors nobody.
   */
  public static OnionRelay start(
      Settings settings, Machine machine, @Nullable LocalAuthority authority)
      throws IOException, KeyFileException {
    OnionRelay relay = new OnionRelay(settings, machine, authority);
    if (authority == null && !settings.directory().authorities().isEmpty()) {
      relay.mirror.start();
    }
    relay.measuring =
        relay.registry.loop().scheduleAtFixedRate(relay::noteCarried, 1, 1, TimeUnit.SECONDS);
    if (settings.directory().publish()) {
      relay.selfTest.start();
      relay
          .selfTest
          .reachable()
          .addListener(
              reached -> {
                if (reached.isSuccess()) {
                  relay.publisher.start();
                }
              });
    }
    relay.keyCheck =
        relay
            .group
            .next()
            .scheduleWithFixedDelay(
                () -> relay.documents.execute(relay::renewKeys),
                KEY_CHECK_HOURS,
                KEY_CHECK_HOURS,
                TimeUnit.HOURS);
    relay.descriptorsCheck =
        relay
            .group
            .next()
            .scheduleWithFixedDelay(
                () -> relay.documents.execute(relay.descriptors::forgetExpired),
                DESCRIPTORS_CHECK_MINUTES,
                DESCRIPTORS_CHECK_MINUTES,
                TimeUnit.MINUTES);
    return relay;
  }

  /** Where its ORPort listens. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listening.localAddress();
  }

  /** What it did since it started. */
  public RelayTotals totals() {
    return watch.totals(defence.totals(), rates.totals(), reclaim.totals(), onionServices.totals());
  }

  /** What the newest consensus says of it. */
  public Set<RelayFlag> flags() {
    return flags;
  }

  /** Its keys of now. */
  public RelayKeys keys() {
    return keys;
  }

  /** The documents that its cache serves; none at an authority. */
  public DocumentRoutes routes() {
    return routes;
  }

  /** Hears of a consensus that its authority published, so that it sees whether it is listed. */
  public void onConsensus(Consensus consensus) {
    registry.loop().execute(() -> learn(consensus));
  }

  /**
   * Opens a link of its own to this relay, whatever links there are, and tells {@code reached} on
   * the first loop once the relay has proved there who it is. Any thread.
   */
  public void probe(RelayTarget target, Runnable reached) {
    LoopTask.give(
        registry.loop(),
        () ->
            registry
                .newLink(target)
                .addListener(
                    opened -> {
                      if (opened.isSuccess()) {
                        reached.run();
                      }
                    }));
  }

  /** A consensus was believed: what follows from it. On the first loop. */
  private void learn(Consensus consensus) {
    // Only the flavour ns is sure to hold addresses of IPv6.
    if (consensus.flavour() == Flavour.NS || known.relays().isEmpty()) {
      known = KnownNetwork.of(consensus, settings.directory().authorities());
      priority = known.priority(settings.limits().parameters());
      if (!known.onionKeyTimes().equals(keys.onion().times())) {
        documents.execute(this::renewKeys);
      }
    }
    flags =
        consensus.relays().stream()
            .filter(relay -> relay.identity().equals(keys.rsaIdentity()))
            .findFirst()
            .map(RelayEntry::flags)
            .orElse(Set.of());
    defence.onConsensus(consensus);
    protocols.obstacle(consensus).ifPresent(obstacle::trySuccess);
    publisher.onConsensus(consensus);
    selfTest.onDocuments();
  }

  /** Done when the network demands what this version does not speak: with why it is of no use. */
  public Future<String> obstacle() {
    return obstacle;
  }

  private Routes directory() {
    return authority == null ? routes : authority.routes();
  }

  /** Whom to post to: an authority does not post to itself. */
  private List<Authority> others() {
    return settings.directory().authorities().stream()
        .filter(each -> !each.identity().equals(keys.rsaIdentity()))
        .toList();
  }

  private void onPublished(SelfDescription said) {
    log.info("Published our descriptor");
    if (authority != null) {
      authority.takeOwn(said);
    } else {
      routes.update(old -> old.withOwn(said.descriptor(), said.extraInfo()));
    }
  }

  private Channel bind(InetSocketAddress address) throws IOException {
    ChannelFuture bound = ChannelListener.bind(party, registry, group, address, links, defence);
    bound.awaitUninterruptibly();
    if (!bound.isSuccess()) {
      shutDown(CLOSE_SECONDS);
      throw ListenFailure.of("ORPort", address, bound.cause());
    }
    return bound.channel();
  }

  private void onCreate(TorChannel channel, Cell create) {
    selfTest.createCame(channel.facts().initiator(), channel.remoteAddress(), channel.seenAs());
    if (leaving) {
      channel.refuse(create.circuitId(), DestroyReason.HIBERNATING);
    } else {
      circuits.onCreate(channel, create);
    }
  }

  /**
   * Takes no link, circuit or stream any more, so that those there are can end before {@link
   * #close} does it (row R17). Waits until the ORPorts are closed.
   */
  public void leave() {
    leaving = true;
    closeListeners();
    // Java gives a socket back when its loop selects next, which it has done before a timer runs.
    for (Channel each : listeners()) {
      each.eventLoop().schedule(() -> {}, 1, TimeUnit.MILLISECONDS).awaitUninterruptibly();
    }
  }

  private List<Channel> listeners() {
    return listeningIpv6 == null ? List.of(listening) : List.of(listening, listeningIpv6);
  }

  private void closeListeners() {
    List<ChannelFuture> closing = listeners().stream().map(Channel::close).toList();
    closing.forEach(ChannelFuture::awaitUninterruptibly);
  }

  /** What it carried until now: on the first loop, each second. */
  private void noteCarried() {
    Instant now = machine.clock().instant();
    LinkTotals links = watch.links().totals();
    StreamTraffic exited = watch.exit().totals().traffic();
    BandwidthHistory history = remembered.history();
    // What came from a circuit is written to the world, and the other way round.
    history.note(Kind.READ, now, links.carried().bytesIn() + exited.bytesOut());
    history.note(Kind.WRITE, now, links.carried().bytesOut() + exited.bytesIn());
    history.note(Kind.IPV6_READ, now, links.ipv6().bytesIn());
    history.note(Kind.IPV6_WRITE, now, links.ipv6().bytesOut());
    history.note(Kind.DIRECTORY_READ, now, 0);
    history.note(Kind.DIRECTORY_WRITE, now, watch.requests().totals().bytes());
  }

  /**
   * What can change while it runs is so from now on; a descriptor that says so is published.
   * Streams that are open stay, as at C tor. Any thread.
   */
  public void change(Settings.Changes wanted) {
    settings = settings.with(wanted);
    exit.change(wanted.exit());
    publisher.changed();
  }

  private RelayDescriptionBuilder describe() {
    Settings settings = this.settings;
    InetSocketAddress directory = settings.ports().directory();
    int said = settings.ports().address().getPort();
    return RelayDescription.builder(
            settings.identity().nickname(),
            new InetSocketAddress(
                settings.ports().address().getAddress(), said == 0 ? address().getPort() : said))
        .ipv6(ipv6Address())
        .dirPort(directory == null ? 0 : directory.getPort())
        .platform(release.platform(System.getProperty("os.name", "an unknown system")))
        .protocols(Subprotocol.SPOKEN.text())
        .bandwidth(
            new RelayDescription.Bandwidth(
                settings.limits().bandwidth().advertisedRate(),
                settings.limits().bandwidth().advertisedBurst(),
                remembered.history().observed(settings.limits().privateAddresses())))
        .contact(settings.identity().contact())
        .exitPolicy(exit.policy())
        .onionServiceDirectory(true)
        .tunnelledDirectory(true);
  }

  private @Nullable InetSocketAddress ipv6Address() {
    InetSocketAddress said = settings.ports().ipv6Address();
    return said == null || said.getPort() != 0 || listeningIpv6 == null
        ? said
        : new InetSocketAddress(
            said.getAddress(), ((InetSocketAddress) listeningIpv6.localAddress()).getPort());
  }

  /** As it would be published now. */
  private SelfTest.Self self() {
    RelayKeys now = keys;
    RelayDescription said = describe().build();
    InetSocketAddress ipv6 = said.ipv6();
    return new SelfTest.Self(
        new RelayTarget(
            now.rsaIdentity(),
            now.ed25519Identity(),
            ipv6 == null ? List.of(said.address()) : List.of(said.address(), ipv6)),
        now.onion().ntor().publicKey());
  }

  private void renewKeys() {
    keys = store.renew(keys, machine.clock().instant(), known.onionKeyTimes());
    publisher.changed();
  }

  /** Done when every authority has taken a descriptor of this relay. */
  public Future<Void> published() {
    return publisher.toldAll();
  }

  /** Done when its cache has both consensuses and all that they list; never at an authority. */
  public Future<Void> mirrored() {
    return mirror.filled();
  }

  /** Asks the authorities for what its cache lacks at once, however long it was going to wait. */
  public void hurryMirror() {
    mirror.hurry();
  }

  /** The event loops that do its work. */
  public List<EventLoop> loops() {
    List<EventLoop> loops = new ArrayList<>();
    group.forEach(each -> loops.add((EventLoop) each));
    return loops;
  }

  /**
   * Ends it as a killed process ends: the sockets of its loops are closed as they are, no circuit
   * and no peer is told. For those who test what others make of that.
   */
  public void kill() {
    shutDown(0);
  }

  /**
   * Closes the ORPort and everything behind it; waits for its threads some seconds. Once: whoever
   * closes it again does not wait.
   */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    closeListeners();
    remembered.writeLast();
    mirror.close();
    selfTest.close();
    publisher.close();
    // The loops' own shutdown may forget a socket, and its peer would wait.
    links.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    registry.loop().submit(registry::close).awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    shutDown(CLOSE_SECONDS);
  }

  private void shutDown(long patience) {
    for (Future<?> periodic : Arrays.asList(keyCheck, measuring, descriptorsCheck)) {
      if (periodic != null) {
        periodic.cancel(false);
      }
    }
    exit.close();
    handshakes.shutdownNow();
    group
        .shutdownGracefully(0, patience, TimeUnit.SECONDS)
        .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    documents.shutdownNow();
  }
}
