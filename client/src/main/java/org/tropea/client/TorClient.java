package org.tropea.client;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.client.guard.GuardEvent;
import org.tropea.client.guard.GuardListener;
import org.tropea.client.guard.GuardSelection;
import org.tropea.client.guard.GuardStatus;
import org.tropea.client.path.Path;
import org.tropea.client.path.PathSelector;
import org.tropea.client.pool.CircuitBuilder;
import org.tropea.client.pool.CircuitPool;
import org.tropea.client.pool.Isolation;
import org.tropea.client.pool.ServiceCircuits;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.fetch.Bootstrap;
import org.tropea.directory.fetch.BootstrapPhase;
import org.tropea.directory.fetch.DirectoryClient;
import org.tropea.directory.fetch.DirectoryTunnel;
import org.tropea.directory.network.Authority;
import org.tropea.directory.network.NetworkLinks;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.network.Parameters;
import org.tropea.directory.network.PublicNetwork;
import org.tropea.directory.release.Release;
import org.tropea.directory.store.DocumentStore;
import org.tropea.protocol.channel.ChannelRegistry;
import org.tropea.protocol.channel.LinkParty;
import org.tropea.protocol.channel.LinkPhase;
import org.tropea.protocol.channel.LinkRules;
import org.tropea.protocol.channel.LinkWishes;
import org.tropea.protocol.channel.Machine;
import org.tropea.protocol.message.Answer;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.stream.StreamWatch;
import org.tropea.protocol.stream.TorStream;

/**
 * A Tor client to embed: learns the network, keeps circuits ready, opens streams.
 *
 * <p>Owns one event loop, on which all its channels, circuits and streams live, and one thread for
 * documents; neither keeps a JVM alive. Several clients can run in one process.
 */
public final class TorClient implements Connector, Resolver, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TorClient.class);
  private static final long CLOSE_SECONDS = 5;

  private final MultiThreadIoEventLoopGroup group;
  private final ExecutorService documents;
  private final ChannelRegistry registry;
  private final RememberedState state;
  private final GuardSelection guards;
  private final CircuitPool pool;
  private final ServiceCircuits serviceCircuits;
  private final Bootstrap bootstrap;
  private final StreamOpener opener;
  private final Lookups lookups;
  private final Promise<TorClient> ready;
  private final Promise<String> obstacle;
  private final ClientWatch watch;
  private final LinkWishes wishes;
  private final UserStreams used = new UserStreams();
  private final Dormancy dormancy;
  private boolean learning;
  private final List<Authority> authorities;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable NetworkView network;
  private volatile LinkRules linkRules;

  private TorClient(ClientSettings settings, Machine machine, ClientObserver observer) {
    watch = new ClientWatch(observer);
    wishes = settings.links();
    authorities = settings.authorities();
    linkRules = linkRules(Parameters.NONE);
    group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("tropea-client", true), NioIoHandler.newFactory());
    documents =
        Executors.newSingleThreadExecutor(new DefaultThreadFactory("tropea-documents", true));
    EventLoop loop = group.next();
    // Not of the loop: they end after it where the client is killed.
    ready = ImmediateEventExecutor.INSTANCE.newPromise();
    obstacle = ImmediateEventExecutor.INSTANCE.newPromise();
    registry =
        new ChannelRegistry(
            loop, () -> loop, LinkParty.client(machine, watch.links(), () -> linkRules));
    registry.reach(settings.paths().reachable()::choose);
    String version = Release.current().version();
    dormancy = new Dormancy(loop, settings.dormant(), used, this::becomeDormant);
    state =
        new RememberedState(
            loop, documents, settings.state(), "Tropea " + version, machine, dormancy);
    guards =
        new GuardSelection(
            machine.clock(), machine.random(), "Tropea-" + version, new GuardReport());
    CircuitBuilder builder =
        new CircuitBuilder(
            loop, registry, machine, watch.origin().circuits(), state.times(), this::onGuardLink);
    PathSelector selector = new PathSelector(guards, settings.paths(), machine.random());
    pool =
        new CircuitPool(
            loop, builder, selector, machine.clock(), settings.circuits(), new PoolReport());
    serviceCircuits = new ServiceCircuits(loop, pool, builder, selector, machine);
    opener = new StreamOpener(loop, pool, settings.internalAddresses(), watch.origin().streams());
    lookups = new Lookups(loop, pool, settings.internalAddresses());
    bootstrap =
        new Bootstrap(
            new Bootstrap.Settings(
                settings.authorities(),
                settings.fallbacks(),
                settings.pathsNeeded(),
                settings.paths().reachable()),
            new DirectoryTunnel(loop, registry, machine, watch.origin(), documents),
            new DocumentStore(settings.dataDirectory()),
            machine.clock(),
            machine.random(),
            new DirectoryGuards(guards),
            new BootstrapReport());
  }

  private LinkRules linkRules(Parameters parameters) {
    // Whatever it is linked to, a client's link is a client's.
    return NetworkLinks.rules(parameters, authorities, Duration.ZERO, peer -> false, wishes);
  }

  /**
   * Starts a client; {@link #ready} tells when it can be used.
   *
   * @param observer whom it tells what it does
   */
  public static TorClient start(ClientSettings settings, Machine machine, ClientObserver observer) {
    TorClient client = idle(settings, machine, observer);
    client.begin();
    return client;
  }

  /**
   * A client that does nothing until it is told to {@link #begin}: its streams wait.
   *
   * @throws IllegalStateException where a build that was not released is to enter the public
   *     network
   */
  public static TorClient idle(ClientSettings settings, Machine machine, ClientObserver observer) {
    if (!Release.current().entersPublicNetwork()
        && PublicNetwork.read().shares(settings.authorities())) {
      throw new IllegalStateException(
          "no build of the source tree enters the public Tor network: take a release");
    }
    return new TorClient(settings, machine, observer);
  }

  /** Begins to learn the network, once; a client that was closed stays as it is. */
  public void begin() {
    pool.firstCircuit()
        .addListener(
            done -> {
              if (done.isSuccess() && ready.trySuccess(this)) {
                watch.progressed(BootstrapPhase.DONE);
              }
            });
    onLoop(
        () -> {
          if (!closed.get()) {
            watch.progressed(BootstrapPhase.STARTING);
            state.restore(guards, this::learnNetwork);
          }
        });
  }

  private void learnNetwork() {
    if (!closed.get()) {
      dormancy.begin(state.dormancy());
      if (!learning && !dormancy.isDormant()) {
        learn();
      }
    }
  }

  private void becomeDormant(boolean now) {
    if (closed.get()) {
      return;
    }
    pool.rest(now);
    watch.dormant(now);
    if (now) {
      if (learning) {
        bootstrap.rest();
      }
    } else if (learning) {
      bootstrap.goOn();
    } else {
      learn();
    }
  }

  private void learn() {
    learning = true;
    bootstrap.start();
  }

  /**
   * Somebody uses this client, so that it takes part in the network; streams and lookups do so by
   * themselves. Any thread may call.
   */
  public void noteUse() {
    if (!onLoop(dormancy::noteUse)) {
      log.debug("A client is used that is closed");
    }
  }

  /** Leaves the network alone until somebody uses this client; any thread may call. */
  public void rest() {
    if (!onLoop(dormancy::end)) {
      log.debug("A client shall rest that is closed");
    }
  }

  /** A stream that a program asks for elsewhere, by circuits of this client; on its loop. */
  public void uses(Future<TorStream> stream) {
    dormancy.noteUse();
    used.add(stream);
  }

  /** A service is offered by this client, or is so no more; on its loop. */
  public void serves(boolean one) {
    used.serves(one);
    dormancy.noteUse();
  }

  /**
   * Done when the first circuit is ready.
   *
   * @return fails with a {@link ConnectFailure} of kind CLOSED when the client is closed before,
   *     and with an IllegalStateException when the network demands what it does not speak
   */
  public Future<TorClient> ready() {
    return ready;
  }

  /**
   * Done when the network demands what this version does not speak: with why it is of no use.
   *
   * @return fails when the client is closed before
   */
  public Future<String> obstacle() {
    return obstacle;
  }

  @Override
  public EventLoop loop() {
    return opener.loop();
  }

  @Override
  public Future<TorStream> connect(Target target, Isolation isolation, OptimisticData early) {
    if (closed.get()) {
      return ImmediateEventExecutor.INSTANCE.newFailedFuture(ConnectFailure.closed());
    }
    Future<TorStream> stream = opener.connect(target, isolation, early);
    uses(stream);
    stream.addListener(
        done -> {
          if (done.isSuccess()) {
            bootstrap.hurry();
          }
        });
    return stream;
  }

  @Override
  public Future<Optional<Answer>> resolve(Lookup lookup, Isolation isolation) {
    if (closed.get()) {
      return ImmediateEventExecutor.INSTANCE.newFailedFuture(ConnectFailure.closed());
    }
    dormancy.noteUse();
    Future<Optional<Answer>> answer = lookups.resolve(lookup, isolation);
    answer.addListener(
        done -> {
          if (done.isSuccess()) {
            bootstrap.hurry();
          }
        });
    return answer;
  }

  /**
   * From now on streams share no circuit with those of before; any thread may ask. Within 10
   * seconds of the last time it is done when they are over.
   */
  public void newIdentity() {
    if (!onLoop(pool::newIdentity)) {
      log.debug("A new identity is asked of a client that is closed");
    }
  }

  /**
   * Closes the circuit of that number; any thread may ask.
   *
   * @param ifUnused leaves it open where streams are on it
   * @return done with whether there is one that streams may use
   */
  public Future<Boolean> closeCircuit(long number, boolean ifUnused) {
    return asked(() -> pool.close(number, ifUnused));
  }

  /**
   * Ends the stream to a host of that number, for this reason; any thread may ask.
   *
   * @return done with whether there is one
   */
  public Future<Boolean> closeStream(long number, EndReason reason) {
    return asked(() -> opener.end(number, reason));
  }

  /** What its user orders circuits and streams to do, one by one; any thread. */
  public Orders orders() {
    return new Orders(pool, opener);
  }

  /** How its guards fare, in the order in which they were sampled; any thread may ask. */
  public Future<List<GuardStatus>> guards() {
    Promise<List<GuardStatus>> statuses = ImmediateEventExecutor.INSTANCE.newPromise();
    if (!onLoop(() -> statuses.setSuccess(guards.statuses()))) {
      statuses.setSuccess(List.of());
    }
    return statuses;
  }

  /**
   * Forgets its guards, and draws others: whoever may do so often meets every relay in the end. Its
   * circuits stay. Any thread may ask.
   *
   * @return done with false where it is closed
   */
  public Future<Boolean> forgetGuards() {
    return asked(
        () -> {
          guards.forget();
          return true;
        });
  }

  /** Forgets how long its circuits took to be built; as {@link #forgetGuards}. */
  public Future<Boolean> forgetBuildTimes() {
    return asked(
        () -> {
          state.times().forget();
          return true;
        });
  }

  private Future<Boolean> asked(BooleanSupplier question) {
    Promise<Boolean> answer = ImmediateEventExecutor.INSTANCE.newPromise();
    if (!onLoop(() -> answer.setSuccess(question.getAsBoolean()))) {
      answer.setSuccess(false);
    }
    return answer;
  }

  /** Its circuits to whoever has a part in onion services; on its loop. */
  public ServiceCircuits serviceCircuits() {
    return serviceCircuits;
  }

  /** Who is told of streams, for those that somebody else opens by circuits of this client. */
  public StreamWatch streams() {
    return watch.origin().streams();
  }

  /** What asks directories over streams of its circuits; on its loop. */
  public DirectoryClient directoryClient() {
    return new DirectoryClient(documents);
  }

  /** The network as it knows it; empty until it knows any; any thread may ask. */
  public Optional<NetworkView> network() {
    return Optional.ofNullable(network);
  }

  /** How it fares, and what it did so far; any thread may ask. */
  public ClientTotals totals() {
    return watch.totals();
  }

  /** The paths of the open circuits that streams were given to; any thread may ask. */
  public Future<List<Path>> usedPaths() {
    Promise<List<Path>> paths = ImmediateEventExecutor.INSTANCE.newPromise();
    if (!onLoop(() -> paths.setSuccess(pool.usedPaths()))) {
      paths.setSuccess(List.of());
    }
    return paths;
  }

  /** Does {@code task} on the loop; false where the loop has ended. */
  private boolean onLoop(Runnable task) {
    try {
      loop().execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** Takes what the bootstrap learns. */
  private final class BootstrapReport implements Bootstrap.Listener {
    @Override
    public void phase(BootstrapPhase phase) {
      watch.progressed(phase);
    }

    @Override
    public void consensus(Consensus taken) {
      linkRules = linkRules(new Parameters(taken.parameters()));
      watch.consensusTaken(taken.lifetime(), taken.relays().size());
    }

    @Override
    public void failed(String why, Duration pause) {
      watch.fetchFailed(why, pause);
    }

    @Override
    public void network(NetworkView view) {
      network = view;
      pool.use(view);
      serviceCircuits.use(view);
    }

    @Override
    public void obsolete(String why) {
      ready.tryFailure(new IllegalStateException(why));
      obstacle.trySuccess(why);
    }
  }

  /** Takes what the pool meets. */
  private final class PoolReport implements CircuitPool.Listener {
    @Override
    public void circuits(boolean nowAvailable) {
      watch.circuits(nowAvailable);
    }
  }

  /** Takes what becomes of the guards. */
  private final class GuardReport implements GuardListener {
    private final Set<RsaIdentity> down = new HashSet<>();

    @Override
    public void guard(RsaIdentity relay, GuardEvent event) {
      if (event == GuardEvent.DOWN) {
        down.add(relay);
        watch.entryAvoided(relay);
      } else if (event == GuardEvent.UP && down.remove(relay)) {
        watch.entryReached(relay);
      }
    }

    @Override
    public void changed() {
      state.changed();
    }
  }

  private void onGuardLink(LinkPhase phase) {
    if (ready.isDone()) {
      return;
    }
    if (phase == LinkPhase.CONNECTING) {
      watch.progressed(BootstrapPhase.AP_CONN);
    } else if (phase == LinkPhase.CONNECTED) {
      watch.progressed(BootstrapPhase.AP_CONN_DONE);
      watch.progressed(BootstrapPhase.AP_HANDSHAKE);
    } else {
      watch.progressed(BootstrapPhase.AP_HANDSHAKE_DONE);
      watch.progressed(BootstrapPhase.CIRCUIT_CREATE);
    }
  }

  /**
   * Closes all circuits and links, and ends both threads; waits for them some seconds, unless it is
   * called on the loop itself. Whoever still waits for something is told that the client is closed.
   * To close it again does nothing more.
   */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      awaitEnd();
      return;
    }
    if (loop().inEventLoop()) {
      closeAll();
      shutDown(CLOSE_SECONDS);
      return;
    }
    CountDownLatch done = new CountDownLatch(1);
    if (onLoop(
        () -> {
          closeAll();
          done.countDown();
        })) {
      await(() -> done.await(CLOSE_SECONDS, TimeUnit.SECONDS));
    }
    // First the documents: what they hand back must find the loop alive.
    documents.shutdown();
    await(() -> documents.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS));
    shutDown(CLOSE_SECONDS);
    awaitEnd();
  }

  private void closeAll() {
    bootstrap.close();
    dormancy.close();
    opener.close();
    pool.close();
    state.close();
    registry.close();
    endFutures();
  }

  private void endFutures() {
    ready.tryFailure(ConnectFailure.closed());
    obstacle.tryFailure(ConnectFailure.closed());
  }

  /** Ends it as a killed process ends: its sockets are closed as they are, and nobody is told. */
  public void kill() {
    closed.set(true);
    shutDown(0);
    awaitEnd();
  }

  private void shutDown(long patience) {
    documents.shutdown();
    // Where it was killed nobody has ended them, and on its own loop nobody waits.
    group.shutdownGracefully(0, patience, TimeUnit.SECONDS).addListener(ended -> endFutures());
  }

  private void awaitEnd() {
    if (!loop().inEventLoop()) {
      await(() -> group.terminationFuture().await(CLOSE_SECONDS, TimeUnit.SECONDS));
      // Where it was killed: nobody did it on the loop.
      endFutures();
    }
  }

  /** Something to wait for, within bounds. */
  private interface Wait {
    boolean end() throws InterruptedException;
  }

  /** Waits; whoever is interrupted goes on, and keeps the mark. */
  private static void await(Wait wait) {
    try {
      if (!wait.end()) {
        log.debug("Closing a client: something did not end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
