package org.tropea.client.pool;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tropea.client.guard.GuardSelection;
import org.tropea.client.path.GuardedPath;
import org.tropea.client.path.NoPathException;
import org.tropea.client.path.Path;
import org.tropea.client.path.PathSelector;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.network.NetworkView;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.circuit.CircuitPurpose;
import org.tropea.protocol.circuit.OriginCircuit;
import org.tropea.protocol.circuit.OriginSet;
import org.tropea.protocol.circuit.WayOut;

/**
 * Circuits ready and fit (rows P08 and P16).
 *
 * <p>A caller gets one of those that were {@linkplain ForeseenCircuits foreseen}, or one of its own
 * that is not too old, or waits for a new one, which is begun at once. A circuit that takes long to
 * build gets company. Confined to its loop.
 */
public final class CircuitPool {
  /** Between two requests for a new identity. */
  private static final Duration IDENTITY_PAUSE = Duration.ofSeconds(10);

  private final EventLoop loop;
  private final PathSelector selector;
  private final CircuitBuilder builder;
  private final InstantSource clock;
  private final CircuitLimits limits;
  private final Listener listener;
  private final List<PooledCircuit> circuits = new ArrayList<>();
  private final WaitingStreams waiting;
  private final GuardSelection guards;
  private final CircuitsUnderWay underWay;
  private final ReadySets sets;
  private final ForeseenCircuits foreseen;
  private final SteeredCircuits steered;
  private final Promise<WayOut> firstCircuit;
  private final Future<?> everySecond;
  private @Nullable InternalCircuits internal;
  private @Nullable NetworkView view;
  private int identity;
  private Instant nextSweep = Instant.EPOCH;
  private Instant lastIdentity = Instant.EPOCH;
  private @Nullable Future<?> nextIdentity;
  private boolean available;
  private boolean resting;
  private boolean blind;
  private boolean closed;

  /** Told of what all who wait for a circuit have a part in. On the pool's loop. */
  public interface Listener {
    /** Circuits can be had now, or cannot: none is left, and the next one failed. */
    void circuits(boolean nowAvailable);
  }

  /** A pool that starts building once it has a {@linkplain #use view} of the network. */
  public CircuitPool(
      EventLoop loop,
      CircuitBuilder builder,
      PathSelector selector,
      InstantSource clock,
      CircuitLimits limits,
      Listener listener) {
    this.loop = loop;
    this.builder = builder;
    this.selector = selector;
    this.clock = clock;
    this.guards = selector.guards();
    this.limits = limits;
    this.waiting = new WaitingStreams(loop, limits.patience());
    this.listener = listener;
    this.firstCircuit = loop.newPromise();
    this.underWay = new CircuitsUnderWay(loop, builder, guards, new Built());
    this.sets = new ReadySets(loop, builder, selector, limits.conflux(), new Legs());
    this.foreseen = new ForeseenCircuits(builder, selector, clock, sets, new Ahead());
    this.steered = new SteeredCircuits(loop, builder, new Steered());
    this.everySecond = loop.scheduleWithFixedDelay(this::everySecond, 1, 1, TimeUnit.SECONDS);
  }

  /** Done when the first circuit of all is ready. */
  public Future<WayOut> firstCircuit() {
    return firstCircuit;
  }

  /** Builds by this view of the network from now on, and at once: it may have what was missing. */
  public void use(NetworkView newView) {
    assert loop.inEventLoop();
    view = newView;
    guards.use(newView);
    builder.use(newView.parameters());
    foreseen.use(newView);
    underWay.endPauses();
    replenish();
  }

  /**
   * A circuit for a stream.
   *
   * @return fails with a {@link NoCircuitException} when none can be had in time
   */
  public Future<PooledCircuit> take(Usage.Exit usage) {
    assert loop.inEventLoop();
    if (closed) {
      return loop.<PooledCircuit>newPromise().setFailure(wasClosed());
    }
    foreseen.note(usage.port());
    Asked asked = asked(usage);
    PooledCircuit fitting = fitting(asked);
    if (fitting != null) {
      fitting.use(asked, clock.instant());
      return loop.newSucceededFuture(fitting);
    }
    Future<PooledCircuit> taken = waiting.add(asked);
    replenish();
    return taken;
  }

  /** Begins no circuits that nobody waits for, while it rests. */
  public void rest(boolean now) {
    assert loop.inEventLoop();
    resting = now;
    if (!now) {
      replenish();
    }
  }

  /** Has circuits kept for onion services. */
  void keep(InternalCircuits kept) {
    internal = kept;
  }

  /** Somebody has to do with an onion service. */
  void noteInternal() {
    foreseen.noteInternal();
  }

  /** Until when a circuit that is built now is kept where nobody uses it. */
  Instant idleEnd() {
    return foreseen.idleEnd();
  }

  /** The paths of the open circuits that streams were given to. */
  public List<Path> usedPaths() {
    assert loop.inEventLoop();
    return circuits.stream()
        .filter(pooled -> pooled.circuit().isOpen() && pooled.isUsed())
        .flatMap(pooled -> pooled.paths().stream())
        .toList();
  }

  /**
   * Closes the circuit of that number, since the user asks for it.
   *
   * @param ifUnused leaves it open where streams are on it
   * @return whether there is one that streams may use
   */
  public boolean close(long number, boolean ifUnused) {
    assert loop.inEventLoop();
    for (PooledCircuit pooled : circuits) {
      Optional<OriginCircuit> circuit = pooled.circuit(number);
      if (circuit.isPresent()) {
        if (!ifUnused || pooled.circuit().streams().isIdle()) {
          circuit.get().destroy(DestroyReason.REQUESTED);
        }
        return true;
      }
    }
    return builder.close(number, ifUnused);
  }

  /** Circuits that its user chooses, relay by relay. */
  public SteeredCircuits steered() {
    return steered;
  }

  /** A stream is given to this circuit by its user's word. */
  public void attached(PooledCircuit pooled, Usage.Exit usage) {
    pooled.use(asked(usage), clock.instant());
  }

  /** How long a stream waits for a circuit. */
  public Duration patience() {
    return limits.patience();
  }

  /** Builds nothing ahead any more, or again. */
  public void foreseeNothing(boolean nothing) {
    assert loop.inEventLoop();
    blind = nothing;
  }

  /** Gives no new stream to a circuit that did badly. */
  public void retire(PooledCircuit circuit) {
    circuit.retire();
  }

  /**
   * What streams ask for from now on shares no circuit with what they asked for before (NEWNYM).
   * Within 10 seconds of the last time it is done when these are over, as by C tor.
   */
  public void newIdentity() {
    assert loop.inEventLoop();
    Duration wait = Duration.between(clock.instant(), lastIdentity.plus(IDENTITY_PAUSE));
    // Where the clock was set back it says nothing.
    if (wait.isNegative() || wait.isZero() || wait.compareTo(IDENTITY_PAUSE) > 0) {
      lastIdentity = clock.instant();
      identity++;
      circuits.stream().filter(PooledCircuit::isUsed).forEach(PooledCircuit::retire);
    } else if (nextIdentity == null) {
      nextIdentity =
          loop.schedule(
              () -> {
                nextIdentity = null;
                newIdentity();
              },
              wait.toMillis(),
              TimeUnit.MILLISECONDS);
    }
  }

  /** Which identity it is: another after each {@link #newIdentity}. */
  int identity() {
    return identity;
  }

  /** Closes all circuits, builds no more, and tells whoever waits that it is closed. */
  public void close() {
    assert loop.inEventLoop();
    closed = true;
    everySecond.cancel(false);
    if (nextIdentity != null) {
      nextIdentity.cancel(false);
    }
    sets.close();
    if (internal != null) {
      internal.close();
    }
    underWay.close();
    waiting.close(wasClosed());
    List.copyOf(circuits).forEach(pooled -> pooled.circuit().destroy(DestroyReason.FINISHED));
    circuits.clear();
    firstCircuit.tryFailure(wasClosed());
  }

  /** Whether it was closed, so that every try would end alike. */
  public boolean isClosed() {
    return closed;
  }

  private static NoCircuitException wasClosed() {
    return new NoCircuitException(NoCircuitException.Why.CLOSED, "this client was closed");
  }

  private Asked asked(Usage.Exit usage) {
    return new Asked(usage, selector.isLongLived(usage.port()), identity);
  }

  /** As by C tor's clients, a conflux set sooner than a circuit alone; and a used one of each. */
  private @Nullable PooledCircuit fitting(Asked asked) {
    Instant now = clock.instant();
    return circuits.stream()
        .filter(pooled -> pooled.fits(asked, now, limits.maxDirtiness()))
        .max(Comparator.comparing(PooledCircuit::isSet).thenComparing(PooledCircuit::firstUsed))
        .orElse(null);
  }

  private void everySecond() {
    Instant now = clock.instant();
    // Or the clock was set back.
    if (!now.isBefore(nextSweep) || nextSweep.isAfter(now.plus(limits.newCircuitPeriod()))) {
      nextSweep = now.plus(limits.newCircuitPeriod());
      sweep();
    }
    foresee();
  }

  /** Where circuits may be begun: the network by which; else null. */
  private @Nullable NetworkView current() {
    // The guard that a circuit would go by is about to be known: no circuit by the next one.
    return view != null && underWay.haveRoom() && !guards.awaitsMicrodescriptors() ? view : null;
  }

  /** Starts what those need who wait; and until there was any circuit, one at all events. */
  private void replenish() {
    NetworkView current = current();
    while (current != null) {
      Asked unmet = unmet(underWay.free());
      if (unmet == null) {
        if (hasNone()) {
          foresee();
        }
        return;
      }
      start(current, unmet);
      current = current();
    }
  }

  /** Whether there never was a circuit, and none is under way. */
  private boolean hasNone() {
    return !firstCircuit.isDone() && underWay.isEmpty();
  }

  /** The first that none of these circuits is for; takes away those that are for one. */
  private @Nullable Asked unmet(List<Path> free) {
    for (Asked asked : waiting.asked()) {
      Optional<Path> meant = free.stream().filter(asked::isMetBy).findFirst();
      if (meant.isEmpty()) {
        return asked;
      }
      free.remove(meant.get());
    }
    return null;
  }

  private void start(NetworkView current, Asked asked) {
    Usage.Exit usage = asked.usage();
    Set<RsaIdentity> without = usage.without();
    int port = usage.port();
    try {
      build(selector.select(current, port, relay -> !without.contains(relay.identity())));
    } catch (NoPathException e) {
      if (!without.isEmpty()) {
        waiting.allowAnyRelay(asked);
      } else if (port == PredictedPorts.FIRST
          || current.relays().stream().anyMatch(r -> r.allowsExit(port))) {
        underWay.noPath(e);
      } else {
        foreseen.forget(port);
        waiting.refuse(port);
      }
    }
  }

  /** Starts what streams will need; nobody waits for it. */
  private void foresee() {
    NetworkView current = current();
    if (current != null && !resting && !blind) {
      foreseen.replenish(current, stock());
    }
  }

  private ForeseenCircuits.Stock stock() {
    List<Path> free = underWay.free();
    boolean met = unmet(free) == null;
    List<PooledCircuit> clean = circuits.stream().filter(PooledCircuit::isClean).toList();
    clean.stream().filter(each -> !each.isSet()).forEach(each -> free.addAll(each.paths()));
    return new ForeseenCircuits.Stock(
        met,
        underWay.slow(),
        hasNone(),
        free,
        clean.stream().filter(PooledCircuit::isSet).toList(),
        (int) circuits.stream().filter(PooledCircuit::isSet).count(),
        internal == null ? new ForeseenCircuits.Internal(0, 0) : internal.stock(),
        waiting.asked().stream().map(each -> each.usage().port()).toList());
  }

  private void build(GuardedPath path) {
    foreseen.begun();
    underWay.build(path, foreseen.idleEnd());
  }

  /**
   * Builds a circuit along {@code path} that the pool gives to no stream: a leg of a conflux set,
   * or a circuit to an onion service's relay.
   *
   * @return fails with a {@link BuildFailure}; a circuit by a lesser guard comes when it is clear
   *     that no better one answers
   */
  Future<OriginCircuit> buildApart(GuardedPath path, Errand errand) {
    if (!closed) {
      foreseen.begun();
    }
    return underWay.buildApart(path, errand, foreseen.idleEnd());
  }

  private void ready(PooledCircuit pooled) {
    available(true);
    firstCircuit.trySuccess(pooled.circuit());
    adopt(pooled);
  }

  private void adopt(PooledCircuit pooled) {
    circuits.add(pooled);
    pooled
        .circuit()
        .closed()
        .addListener(
            done -> {
              circuits.remove(pooled);
              replenish();
            });
    serve(pooled);
  }

  private void serve(PooledCircuit pooled) {
    Instant now = clock.instant();
    waiting.offer(
        pooled,
        asked -> {
          boolean fits = pooled.fits(asked, now, limits.maxDirtiness());
          if (fits) {
            pooled.use(asked, now);
          }
          return fits;
        });
  }

  private void available(boolean now) {
    if (available != now) {
      available = now;
      listener.circuits(now);
    }
  }

  private void sweep() {
    Instant now = clock.instant();
    if (internal != null) {
      internal.sweep(now);
    }
    for (PooledCircuit pooled : List.copyOf(circuits)) {
      if (pooled.isSpent(now, limits.maxDirtiness())) {
        pooled.close(selector.random(), builder.timeouts().giveUp());
      }
    }
  }

  /** Takes what is built. */
  private final class Built implements CircuitsUnderWay.Pool {
    @Override
    public void ready(OriginCircuit circuit, GuardedPath path, Instant idleEnd) {
      PooledCircuit pooled = PooledCircuit.of(circuit, path, idleEnd);
      pooled.reserve(circuit.facts().purpose() == CircuitPurpose.CONTROLLED);
      CircuitPool.this.ready(pooled);
    }

    @Override
    public void lost(RsaIdentity relay) {
      List.copyOf(circuits).forEach(each -> each.avoid(relay));
      if (internal != null) {
        internal.avoid(relay);
      }
    }

    @Override
    public void failed() {
      if (circuits.isEmpty()) {
        available(false);
      }
    }

    @Override
    public void replenish() {
      CircuitPool.this.replenish();
    }
  }

  /** Begins what is foreseen. */
  private final class Ahead implements ForeseenCircuits.Building {
    @Override
    public void build(GuardedPath path) {
      CircuitPool.this.build(path);
    }

    @Override
    public void buildInternal(NetworkView current) {
      if (internal != null) {
        internal.begin(current);
      }
    }

    @Override
    public void noPath(NoPathException why) {
      underWay.noPath(why);
    }
  }

  /** What circuits that are chosen by hand need of it. */
  private final class Steered implements SteeredCircuits.Pool {
    @Override
    public OptionalLong launch(CircuitPurpose purpose) {
      NetworkView current = view;
      if (current == null || closed || !underWay.haveRoom()) {
        return OptionalLong.empty();
      }
      try {
        GuardedPath path = selector.select(current, PredictedPorts.FIRST, relay -> true);
        return OptionalLong.of(underWay.build(path, Errand.of(purpose), foreseen.idleEnd()));
      } catch (NoPathException e) {
        return OptionalLong.empty();
      }
    }

    @Override
    public void ready(OriginCircuit circuit, Path path) {
      PooledCircuit pooled = PooledCircuit.chosen(circuit, path, foreseen.idleEnd());
      pooled.reserve(circuit.facts().purpose() == CircuitPurpose.CONTROLLED);
      adopt(pooled);
    }

    @Override
    public void grown(PooledCircuit pooled) {
      serve(pooled);
    }

    @Override
    public boolean isClosed() {
      return closed;
    }

    @Override
    public Optional<PooledCircuit> find(long number) {
      return circuits.stream().filter(each -> each.circuit(number).isPresent()).findFirst();
    }
  }

  /** What the making of conflux sets needs of it. */
  private final class Legs implements ReadySets.Pool {
    @Override
    public Future<OriginCircuit> buildLeg(GuardedPath path) {
      return CircuitPool.this.buildApart(path, Errand.of(CircuitPurpose.CONFLUX));
    }

    @Override
    public void ready(OriginSet set, List<Path> paths) {
      CircuitPool.this.ready(PooledCircuit.of(set, paths, foreseen.idleEnd()));
      CircuitPool.this.replenish();
    }

    @Override
    public void replenish() {
      foresee();
    }
  }
}
