package org.tropea.client.pool;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.client.guard.CircuitGuard;
import org.tropea.client.guard.GuardSelection;
import org.tropea.client.path.GuardedPath;
import org.tropea.client.path.NoPathException;
import org.tropea.client.path.Path;
import org.tropea.client.path.PathSelector;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.network.NetworkParameter;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.network.Parameters;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.circuit.CircuitPurpose;
import org.tropea.protocol.circuit.OriginCircuit;
import org.tropea.protocol.circuit.OriginSet;
import org.tropea.protocol.circuit.WayOut;

/**
 * Circuits ready and fit (rows P08 and P16).
 *
 * <p>Once a second it looks what is missing, as C tor does: while streams are to be expected, two
 * unused circuits for each port that was asked for of late, conflux sets where the network has them
 * (row F11), and circuits to learn by how long one takes. A caller gets one of them, or one of its
 * own that is not too old, or waits for a new one, which is begun at once. A circuit that takes
 * long to build gets company. Nobody is blamed for a circuit that could not be built but a first
 * relay that there is no link to. At most 32 circuits are built at once. Confined to its loop.
 */
public final class CircuitPool {
  private static final Logger log = LoggerFactory.getLogger(CircuitPool.class);
  private static final int MAX_PENDING = 32;

  /** Slow circuits beside which no more is begun where nobody waits for one. */
  private static final int MAX_SLOW_TO_KEEP = 10;

  /** Unused circuits with which no more is begun where nobody waits for one. */
  private static final int MAX_UNUSED = 14;

  /** Circuits that there should be for each port that is to be expected. */
  private static final int READY_FOR_A_PORT = 2;

  /** Between two requests for a new identity. */
  private static final Duration IDENTITY_PAUSE = Duration.ofSeconds(10);

  private final EventLoop loop;
  private final CircuitBuilder builder;
  private final PathSelector selector;
  private final InstantSource clock;
  private final CircuitLimits limits;
  private final Listener listener;
  private final List<PooledCircuit> circuits = new ArrayList<>();
  private final WaitingStreams waiting;
  private final GuardSelection guards;
  private final HeldCircuits held;
  private final BuildPauses pauses = new BuildPauses();
  private final Promise<WayOut> firstCircuit;
  private final ReadySets sets;

  /** Circuits under way that are no circuits of the pool itself, by their guards. */
  private final Map<CircuitGuard, Promise<OriginCircuit>> legs = new HashMap<>();

  private @Nullable NetworkView view;
  private final List<Build> underWay = new ArrayList<>();
  private final PredictedPorts predicted;
  private final SecureRandom random;
  private int identity;
  private @Nullable Future<?> pause;
  private Parameters parameters = Parameters.NONE;
  private final Future<?> everySecond;
  private Instant nextSweep = Instant.EPOCH;
  private Instant lastBegun = Instant.EPOCH;
  private Instant lastIdentity = Instant.EPOCH;
  private @Nullable Future<?> nextIdentity;
  private @Nullable Future<?> release;
  private boolean available;
  private boolean closed;

  /** Told of what all who wait for a circuit have a part in. On the pool's loop. */
  public interface Listener {
    /** Circuits can be had now, or cannot: none is left, and the next one failed. */
    void circuits(boolean nowAvailable);
  }

  /** A circuit under way. */
  private static final class Build {
    final GuardedPath guarded;
    final Path path;
    final Instant idleEnd;
    final CircuitPurpose purpose;

    /** Whether it takes so long that whoever waits for it gets another beside it. */
    boolean slow;

    Build(GuardedPath guarded, CircuitPurpose purpose, Instant idleEnd) {
      this.guarded = guarded;
      this.purpose = purpose;
      this.idleEnd = idleEnd;
      this.path = guarded.path();
    }
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
    this.held = new HeldCircuits(guards);
    this.limits = limits;
    this.waiting = new WaitingStreams(loop, limits.patience());
    this.listener = listener;
    this.firstCircuit = loop.newPromise();
    this.sets = new ReadySets(loop, builder, selector, limits.conflux(), new Legs());
    this.random = selector.random();
    this.predicted = new PredictedPorts(clock, random);
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
    parameters = newView.parameters();
    guards.use(newView);
    builder.use(parameters);
    predicted.use(parameters);
    sets.use(newView);
    endPause();
    pauses.reset();
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
    predicted.note(usage.port());
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

  /** The paths of the open circuits that streams were given to. */
  public List<Path> usedPaths() {
    assert loop.inEventLoop();
    return circuits.stream()
        .filter(pooled -> pooled.circuit().isOpen() && pooled.isUsed())
        .flatMap(pooled -> pooled.paths().stream())
        .toList();
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
    endPause();
    if (nextIdentity != null) {
      nextIdentity.cancel(false);
    }
    if (release != null) {
      release.cancel(false);
    }
    sets.close();
    held.close();
    waiting.close(wasClosed());
    List.copyOf(circuits).forEach(pooled -> pooled.circuit().destroy(DestroyReason.FINISHED));
    circuits.clear();
    firstCircuit.tryFailure(wasClosed());
  }

  /** Whether it was closed, so that every try would end alike. */
  public boolean isClosed() {
    return closed;
  }

  private static BuildFailure gone() {
    return new BuildFailure("the circuit was closed", false);
  }

  private static NoCircuitException wasClosed() {
    return new NoCircuitException(NoCircuitException.Why.CLOSED, "this client was closed");
  }

  private void endPause() {
    if (pause != null) {
      pause.cancel(false);
      pause = null;
    }
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
    boolean able = !closed && pause == null && underWay.size() < MAX_PENDING;
    return able && view != null && !guards.awaitsMicrodescriptors() ? view : null;
  }

  /** Starts what those need who wait; and until there was any circuit, one at all events. */
  private void replenish() {
    NetworkView current = current();
    while (current != null) {
      List<Path> free = free();
      Asked unmet = unmet(free);
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
    return !firstCircuit.isDone() && underWay.isEmpty() && held.isEmpty();
  }

  /** Circuits under way that streams may be given to. */
  private List<Path> free() {
    List<Path> free = new ArrayList<>();
    held.expected().stream().filter(path -> !isLeg(path)).forEach(path -> free.add(path.path()));
    underWay.stream()
        .filter(build -> !build.slow && !isLeg(build.guarded))
        .forEach(build -> free.add(build.path));
    return free;
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
        noPath(e);
      } else {
        predicted.forget(List.of(port));
        waiting.refuse(port);
      }
    }
  }

  private void noPath(NoPathException why) {
    log.debug("No circuit can be built: no path: {}", why.getMessage());
    pauseFor(pauses.afterLink());
  }

  /** Starts one circuit more, and the sets, that streams will need; nobody waits for it. */
  private void foresee() {
    NetworkView current = current();
    if (current == null) {
      return;
    }
    List<Path> free = free();
    boolean met = unmet(free) == null;
    List<Path> linked = new ArrayList<>();
    for (PooledCircuit pooled : circuits) {
      if (pooled.isClean()) {
        (pooled.isSet() ? linked : free).addAll(pooled.paths());
      }
    }
    int unused = free.size();
    free.addAll(linked);
    List<Integer> unhandled =
        predicted.ports().stream().filter(port -> !isHandled(port, free)).toList();
    if (!predicted.remaining().isZero()) {
      replenishSets(current, unhandled);
    }
    if (!met || isStuck() || unused >= MAX_UNUSED) {
      return;
    }
    if (!unhandled.isEmpty() || isLearning(unused) || hasNone()) {
      startAhead(current, unhandled);
    }
  }

  private void replenishSets(NetworkView current, List<Integer> unhandled) {
    List<Integer> asked = waiting.asked().stream().map(each -> each.usage().port()).toList();
    long unused = circuits.stream().filter(each -> each.isSet() && each.isClean()).count();
    long linked = circuits.stream().filter(PooledCircuit::isSet).count();
    sets.replenish(current, asked.isEmpty() ? unhandled : asked, (int) unused, (int) linked);
  }

  /** Whether it is time for a circuit to learn by how long one takes. */
  private boolean isLearning(int unused) {
    Duration pause = Duration.ofSeconds(parameters.get(NetworkParameter.CBTTESTFREQ));
    return builder.isLearning()
        && unused < parameters.get(NetworkParameter.CBTMAXOPENCIRCS)
        && lastBegun.plus(pause).isBefore(clock.instant());
  }

  private boolean isStuck() {
    long slow = underWay.stream().filter(build -> build.slow && !isLeg(build.guarded)).count();
    return slow >= MAX_SLOW_TO_KEEP;
  }

  private boolean isHandled(int port, List<Path> ready) {
    Asked asked = asked(new Usage.Exit(port, Isolation.NONE, Set.of()));
    return ready.stream().filter(asked::isMetBy).count() >= READY_FOR_A_PORT;
  }

  /** As in C tor, ports that no exit serves are forgotten, and any exit will do then. */
  private void startAhead(NetworkView current, List<Integer> ports) {
    List<Integer> served =
        ports.stream()
            .filter(port -> current.relays().stream().anyMatch(relay -> relay.allowsExit(port)))
            .toList();
    try {
      build(selector.ahead(current, served));
      if (served.isEmpty()) {
        predicted.forget(ports);
      }
    } catch (NoPathException e) {
      noPath(e);
    }
  }

  /** Until when a circuit that is begun now is kept where nobody uses it. */
  private Instant idleEnd() {
    if (builder.isLearning()) {
      return clock.instant().plusSeconds(parameters.get(NetworkParameter.CBTLEARNTIMEOUT));
    }
    // Longer than circuits are foreseen, or another would take its place; and not all at once.
    long left = predicted.remaining().toSeconds();
    return clock.instant().plusSeconds(left + 1 + random.nextLong(1 + left / 20));
  }

  private boolean isLeg(GuardedPath path) {
    return legs.containsKey(path.guard());
  }

  private void build(GuardedPath path) {
    build(path, CircuitPurpose.GENERAL);
  }

  private void build(GuardedPath path, CircuitPurpose purpose) {
    Build build = new Build(path, purpose, idleEnd());
    lastBegun = clock.instant();
    underWay.add(build);
    Future<?> slow =
        loop.schedule(
            () -> {
              build.slow = true;
              replenish();
            },
            builder.timeouts().another().toMillis(),
            TimeUnit.MILLISECONDS);
    launch(build)
        .addListener(
            (Future<OriginCircuit> done) -> {
              slow.cancel(false);
              underWay.remove(build);
              if (done.isSuccess()) {
                built(done.getNow(), build);
              } else {
                failed(done.cause(), build.guarded);
              }
            });
  }

  private Future<OriginCircuit> launch(Build build) {
    return switch (build.purpose) {
      case GENERAL -> builder.build(build.path);
      case CONFLUX -> builder.buildLeg(build.path);
      default -> builder.build(build.path, build.purpose);
    };
  }

  /**
   * Builds a circuit along {@code path} that the pool gives to no stream: a leg of a conflux set,
   * or a circuit to an onion service's relay.
   *
   * @return fails with a {@link BuildFailure}; a circuit by a lesser guard comes when it is clear
   *     that no better one answers
   */
  Future<OriginCircuit> buildApart(GuardedPath path, CircuitPurpose purpose) {
    Promise<OriginCircuit> circuit = loop.newPromise();
    if (closed) {
      guards.ended(path.guard());
      return circuit.setFailure(gone());
    }
    legs.put(path.guard(), circuit);
    build(path, purpose);
    return circuit;
  }

  private void built(OriginCircuit circuit, Build build) {
    GuardedPath path = build.guarded;
    circuit
        .closed()
        .addListener(
            done -> {
              guards.ended(path.guard());
              legFailed(path, gone());
            });
    GuardSelection.Usable usable = guards.succeeded(path.guard());
    if (closed || usable == GuardSelection.Usable.NEVER) {
      circuit.destroy(DestroyReason.FINISHED);
    } else if (usable == GuardSelection.Usable.LATER) {
      held.add(circuit, path, build.idleEnd);
    } else {
      admit(circuit, path, build.idleEnd);
    }
    releaseHeld();
    replenish();
  }

  /**
   * Uses those that waited for a better guard, where there is none; and looks again, if need be.
   */
  private void releaseHeld() {
    held.release(this::admit);
    if (!held.isEmpty() && release == null && !closed) {
      release =
          loop.schedule(
              () -> {
                release = null;
                releaseHeld();
                replenish();
              },
              1,
              TimeUnit.SECONDS);
    }
  }

  private void admit(OriginCircuit circuit, GuardedPath path, Instant idleEnd) {
    pauses.reset();
    Promise<OriginCircuit> leg = legs.remove(path.guard());
    if (leg == null) {
      ready(circuit, List.of(path.path()), idleEnd);
    } else {
      if (!leg.trySuccess(circuit)) {
        circuit.destroy(DestroyReason.FINISHED);
      }
    }
  }

  private void legFailed(GuardedPath path, Throwable why) {
    Promise<OriginCircuit> leg = legs.remove(path.guard());
    if (leg != null) {
      leg.tryFailure(why);
    }
  }

  private void ready(WayOut circuit, List<Path> paths, Instant idleEnd) {
    available(true);
    PooledCircuit pooled = new PooledCircuit(circuit, paths, idleEnd);
    circuits.add(pooled);
    circuit
        .closed()
        .addListener(
            done -> {
              circuits.remove(pooled);
              replenish();
            });
    firstCircuit.trySuccess(circuit);
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

  private void failed(@Nullable Throwable cause, GuardedPath path) {
    boolean atLink = cause instanceof BuildFailure failure && failure.atLink();
    boolean news = atLink && guards.unreachable(path.guard());
    guards.ended(path.guard());
    legFailed(path, cause == null ? gone() : cause);
    if (closed) {
      return;
    }
    if (circuits.isEmpty()) {
      available(false);
    }
    log.debug("A circuit could not be built: {}", cause == null ? "" : cause.getMessage());
    releaseHeld();
    if (!atLink) {
      pauseFor(pauses.afterCircuit());
    } else if (news) {
      pauseFor(pauses.afterLink());
    } else {
      // One link that fails takes all circuits with it that waited for it: the first one counts.
      replenish();
    }
  }

  private void pauseFor(Duration time) {
    // Circuits that were under way together fail together: the last one counts.
    endPause();
    pause =
        loop.schedule(
            () -> {
              pause = null;
              replenish();
            },
            time.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private void sweep() {
    Instant now = clock.instant();
    for (PooledCircuit pooled : List.copyOf(circuits)) {
      if (pooled.isSpent(now, limits.maxDirtiness())) {
        pooled.circuit().destroy(DestroyReason.FINISHED);
      }
    }
  }

  /** What the making of conflux sets needs of it. */
  private final class Legs implements ReadySets.Pool {
    @Override
    public Future<OriginCircuit> buildLeg(GuardedPath path) {
      return CircuitPool.this.buildApart(path, CircuitPurpose.CONFLUX);
    }

    @Override
    public void ready(OriginSet set, List<Path> paths) {
      CircuitPool.this.ready(set, paths, idleEnd());
      CircuitPool.this.replenish();
    }

    @Override
    public void replenish() {
      foresee();
    }
  }
}
