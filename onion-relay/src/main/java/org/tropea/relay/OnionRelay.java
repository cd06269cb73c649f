package org.tropea.relay;

import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.document.RelayEntry;
import org.tropea.directory.document.RelayFlag;
import org.tropea.directory.fetch.DirectoryPort;
import org.tropea.directory.network.Authority;
import org.tropea.directory.network.NetworkFlow;
import org.tropea.directory.network.ProtocolWatch;
import org.tropea.directory.serve.DirectoryServer;
import org.tropea.directory.serve.DocumentRoutes;
import org.tropea.directory.serve.Routes;
import org.tropea.protocol.cell.Cell;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.channel.ChannelListener;
import org.tropea.protocol.channel.ChannelRegistry;
import org.tropea.protocol.channel.LinkParty;
import org.tropea.protocol.channel.LinkRules;
import org.tropea.protocol.channel.Machine;
import org.tropea.protocol.channel.TorChannel;
import org.tropea.protocol.conflux.ReorderAccount;
import org.tropea.protocol.linkspec.RelayTarget;
import org.tropea.protocol.loop.LoopTask;
import org.tropea.protocol.memory.MemoryAccount;
import org.tropea.protocol.memory.Reclaim;
import org.tropea.relay.cache.DirectoryMirror;
import org.tropea.relay.circuit.CircuitRules;
import org.tropea.relay.circuit.ConfluxSets;
import org.tropea.relay.circuit.CreateQueue;
import org.tropea.relay.circuit.HandshakeLoad;
import org.tropea.relay.defence.FloodDefence;
import org.tropea.relay.exit.ExitConnector;
import org.tropea.relay.exit.PortCounts;
import org.tropea.relay.history.Statistics;
import org.tropea.relay.keys.KeyFileException;
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

  /** What waits in conflux sets may be one part in so many of the memory. */
  private static final int REORDER_SHARE = 8;

  /** Descriptors of onion services may be one part in so many of MaxMemInQueues, as at C tor. */
  private static final int DESCRIPTORS_SHARE = 5;

  private static final Duration DESCRIPTORS_CHECK = Duration.ofMinutes(30);

  /** As often as C tor makes the keys of links anew. */
  private static final Duration KEY_CHECK = Duration.ofHours(2);

  private static final Duration MEASURE = Duration.ofSeconds(1);
  private static final long CLOSE_SECONDS = 5;

  private final Machine machine;
  private final KeysInUse keys;
  private final RelayThreads threads;
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
  private final OrPortListeners listeners;
  private final Measures measures;
  private final Hibernation hibernation;
  private final OwnDescription own;
  private volatile Settings settings;
  private volatile KnownNetwork known = KnownNetwork.NONE;
  private volatile Set<RelayFlag> flags = Set.of();
  private volatile LinkRules linkRules;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean leaving;

  private OnionRelay(Settings settings, Machine owned, @Nullable LocalAuthority authority)
      throws IOException, KeyFileException {
    this.settings = settings;
    this.authority = authority;
    this.linkRules = linkRules(known, settings);
    rates = new RelayRates(settings.limits().bandwidth(), () -> known);
    machine = owned.by(rates.holding(owned.dialler()));
    keys = new KeysInUse(settings.identity(), machine);
    threads = new RelayThreads(settings.limits().loops());
    EventLoop first = threads.first();
    remembered =
        new RememberedHistory(
            first,
            threads.documents(),
            settings.identity().state(),
            machine.clock(),
            () -> keys.now().onion().since());
    memory = new MemoryAccount(settings.limits().memory());
    reclaim = new Reclaim(memory, first);
    Statistics statistics =
        new Statistics(
            settings.identity().dataDirectory(),
            machine.clock().instant(),
            threads.documents(),
            machine.random());
    watch =
        RelayWatch.of(
            settings.observer(),
            settings.statistics().exitPorts()
                ? new CountedExits(statistics.exits())
                : PortCounts.NONE,
            memory);
    party =
        new LinkParty(
            machine,
            () -> keys.now().link(),
            settings.ports().addresses(),
            this::onCreate,
            settings.limits().links(),
            rates,
            () -> linkRules,
            watch.links());
    registry = new ChannelRegistry(first, threads.group()::next, party);
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
            threads.handshakes(),
            new HandshakeLoad(
                settings.limits().loops(),
                () -> known.maxHandshakeDelay(settings.limits().maxHandshakeDelay()),
                () -> known.handshakeCutoff(),
                machine.clock()),
            keys::onionHandshakes,
            registry,
            keys.identities(),
            new CircuitRules(
                address -> settings.limits().privateAddresses() || PublicAddress.is(address),
                relay -> known.mayExit(relay, settings.exit().refuseUnknown()),
                () -> known.flow(),
                defence),
            new RelayStreams(
                exit,
                new DirectoryServer(directory(), machine.clock(), watch.requests()),
                circuit ->
                    new ServiceRoutes(directory(), descriptors, threads.documents(), circuit),
                this::refuses),
            watch.circuits(),
            new ConfluxSets(
                () -> known.conflux(settings.limits().parameters()),
                new ReorderAccount(Runtime.getRuntime().maxMemory() / REORDER_SHARE, memory)),
            onionServices,
            machine.random());
    links = new DefaultChannelGroup(first);
    listeners = listen();
    measures =
        new Measures(
            remembered.history(),
            statistics,
            settings,
            () -> known.parameters(),
            descriptors::takeSeen);
    own =
        new OwnDescription(
            () -> this.settings, keys, listeners, exit, measures, this::refuses, machine.clock());
    DirectoryPort port = new DirectoryPort(first, threads.documents(), machine.dialler());
    publisher =
        new DescriptorPublisher(
            DescriptorPublisher.Source.of(
                own::describe, keys::now, () -> known.wantsTapKey(), own::statistics),
            new DescriptorPublisher.Settings(
                others(), authority != null, port, threads.documents(), watch.descriptors()),
            machine.clock(),
            machine.random(),
            this::onPublished);
    mirror =
        new DirectoryMirror(
            new DirectoryMirror.Settings(
                settings.directory().authorities(),
                port,
                threads.documents(),
                routes,
                machine.curve()),
            machine.clock(),
            machine.random(),
            this::learn);
    first.execute(() -> registry.trust(mirror::ed25519Identity));
    selfTest =
        new SelfTest(
            first,
            settings.directory().tested(),
            mirror::relays,
            own::self,
            new SelfTest.Rules(
                address -> settings.limits().privateAddresses() || PublicAddress.is(address),
                !settings.limits().privateAddresses(),
                this::refuses),
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
    hibernation =
        new Hibernation(
            Hibernation.restore(
                settings.identity().state(),
                settings.accounting(),
                keys.now().rsaIdentity(),
                machine.clock().instant()),
            new HibernationDoors(listeners, links, registry, remembered, publisher, () -> leaving));
    first.execute(() -> remembered.also(hibernation::saved));
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
    // Before anything is published: it may be asleep from the start.
    relay.threads.first().execute(relay::measure);
    relay.threads.each(MEASURE, relay::measure);
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
    relay.threads.eachOnDocuments(KEY_CHECK, relay::renewKeys);
    relay.threads.eachOnDocuments(DESCRIPTORS_CHECK, relay.descriptors::forgetExpired);
    return relay;
  }

  private static LinkRules linkRules(KnownNetwork known, Settings settings) {
    return known.links(
        settings.directory().authorities(),
        settings.limits().parameters(),
        settings.limits().wishes());
  }

  /** Where its ORPort listens. */
  public InetSocketAddress address() {
    return listeners.address();
  }

  /** What it did since it started. */
  public RelayTotals totals() {
    return watch.totals(defence.totals(), rates.totals(), reclaim.totals(), onionServices.totals());
  }

  /** What the newest consensus says of it. */
  public Set<RelayFlag> flags() {
    return flags;
  }

  /** Whether it takes nothing new since its quota is used up. */
  public boolean isHibernating() {
    return hibernation.refuses();
  }

  /** Its keys of now. */
  public RelayKeys keys() {
    return keys.now();
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
      linkRules = linkRules(known, settings);
      if (!known.onionKeyTimes().equals(keys.now().onion().times())) {
        threads.documents().execute(this::renewKeys);
      }
    }
    flags =
        consensus.relays().stream()
            .filter(relay -> relay.identity().equals(keys.now().rsaIdentity()))
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
        .filter(each -> !each.identity().equals(keys.now().rsaIdentity()))
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

  private OrPortListeners listen() throws IOException {
    try {
      return new OrPortListeners(
          settings.ports(),
          address ->
              ChannelListener.bind(party, registry, threads.group(), address, links, defence));
    } catch (IOException e) {
      shutDown(CLOSE_SECONDS);
      throw e;
    }
  }

  private void onCreate(TorChannel channel, Cell create) {
    selfTest.createCame(channel.facts().initiator(), channel.remoteAddress(), channel.seenAs());
    if (refuses()) {
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
    listeners.free();
  }

  /** Whether it takes no circuit and no stream any more, or for now. */
  private boolean refuses() {
    return leaving || hibernation.refuses();
  }

  private void measure() {
    RelayTotals now = totals();
    Instant time = machine.clock().instant();
    measures.look(now, time);
    hibernation.look(now, time);
  }

  /**
   * What can change while it runs is so from now on; a descriptor that says so is published.
   * Streams that are open stay, as at C tor. Any thread.
   */
  public void change(Settings.Changes wanted) {
    settings = settings.with(wanted);
    exit.change(wanted.exit());
    threads.documents().execute(() -> keys.join(wanted.family().keys()));
    // Looks again on the documents' thread, behind that.
    threads.documents().execute(publisher::changed);
  }

  private void renewKeys() {
    keys.renew(known.onionKeyTimes());
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
    return threads.loops();
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
    listeners.close();
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
    exit.close();
    threads.shutDown(patience);
  }
}
