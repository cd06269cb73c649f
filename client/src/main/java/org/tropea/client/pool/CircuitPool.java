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
import org.tropea.directory.network.NetworkView;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.circuit.OriginCircuit;
import org.tropea.protocol.circuit.OriginSet;
import org.tropea.protocol.circuit.WayOut;

/**
 * Circuits ready and fit (rows P08 and P16 in their first form).
 *
 * <p>While somebody is expected to ask, one unused circuit is kept ready, and conflux sets where
 * the network has them (row F11); what nobody uses ends, as C tor's (row P16). A caller gets that
 * circuit, or one of its own that is not too old, or waits for a new one. A circuit that takes long
 * to build gets company. Nobody is blamed for a circuit that could not be built but a first relay
 * that there is no link to. At most 32 circuits are built at once. Confined to its loop.
 */
public final class CircuitPool {
  private static final Logger log = LoggerFactory.getLogger(CircuitPool.class);
  private static final int MAX_PENDING = 32;

  /** Slow circuits beside which no more is begun where nobody waits for one. */
  private static final int MAX_SLOW_TO_KEEP = 10;

  private static final int FIRST_PORT = 443;
  private static final int SWEEP_SECONDS = 30;

  private final EventLoop loop;
  private final CircuitBuilder builder;
  private final PathSelector selector;
  private final InstantSource clock;
  private final Limits limits;
  private final Listener listener;
  private final List<PooledCircuit> circuits = new ArrayList<>();
  private final WaitingStreams waiting;
  private final GuardSelection guards;
  private final HeldCircuits held;
  private final BuildPauses pauses = new BuildPauses();
  private final Promise<WayOut> firstCircuit;
  private final ReadySets sets;
  private final Prediction prediction;

  /** Circuits under way that are to be legs of sets, by their guards. */
  private final Map<CircuitGuard, Promise<OriginCircuit>> legs = new HashMap<>();

  private @Nullable NetworkView view;
  private final List<Build> underWay = new ArrayList<>();
  private int predictedPort = FIRST_PORT;
  private @Nullable Future<?> pause;
  private final Future<?> sweeping;
  private @Nullable Future<?> release;
  private boolean available;
  private boolean closed;

  /** Told of what all who wait for a circuit have a part in. On the pool's loop. */
  public interface Listener {
    /** Circuits can be had now, or cannot: none is left, and the next one failed. */
    void circuits(boolean nowAvailable);
  }

  /**
   * What a pool is to do.
   *
   * @param maxDirtiness for how long after its first use a circuit takes new streams
   * @param patience how long a stream waits for a circuit
   * @param conflux whether circuits are linked
   */
  public record Limits(Duration maxDirtiness, Duration patience, ConfluxSettings conflux) {}

  /** A circuit under way. */
  private static final class Build {
    final GuardedPath guarded;
    final Path path;

    /** Whether it takes so long that whoever waits for it gets another beside it. */
    boolean slow;

    Build(GuardedPath guarded) {
      this.guarded = guarded;
      this.path = guarded.path();
    }
  }

  /** A pool that starts building once it has a {@linkplain #use view} of the network. */
  public CircuitPool(
      EventLoop loop,
      CircuitBuilder builder,
      PathSelector selector,
      InstantSource clock,
      SecureRandom random,
      Limits limits,
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
    this.prediction = new Prediction(clock.instant(), random);
    this.firstCircuit = loop.newPromise();
    this.sets = new ReadySets(loop, builder, selector, limits.conflux(), new Legs());
    this.sweeping =
        loop.scheduleWithFixedDelay(this::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
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
    sets.use(newView);
    prediction.use(newView.parameters());
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
    PooledCircuit fitting = fitting(usage);
    Future<PooledCircuit> taken;
    if (fitting == null) {
      taken = waiting.add(usage);
    } else {
      fitting.use(usage.isolation(), clock.instant());
      taken = loop.newSucceededFuture(fitting);
    }
    predictedPort = usage.port();
    prediction.used(clock.instant());
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
    sweep();
  }

  /** Closes all circuits, builds no more, and tells whoever waits that it is closed. */
  public void close() {
    assert loop.inEventLoop();
    closed = true;
    sweeping.cancel(false);
    endPause();
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

  /** As by C tor's clients, a conflux set sooner than a circuit alone; and a used one of each. */
  private @Nullable PooledCircuit fitting(Usage.Exit usage) {
    Instant now = clock.instant();
    return circuits.stream()
        .filter(pooled -> pooled.fits(usage, now, limits.maxDirtiness()))
        .min(
            Comparator.comparing((PooledCircuit pooled) -> !pooled.isSet())
                .thenComparing(PooledCircuit::isClean))
        .orElse(null);
  }

  /** Starts what is needed by those who wait, and what is to be kept ready. */
  private void replenish() {
    NetworkView current = view;
    // The guard that a circuit would go by is about to be known: no circuit by the next one.
    if (current == null || guards.awaitsMicrodescriptors()) {
      return;
    }
    Usage unmet = unmet();
    while (unmet != null && underWay.size() < MAX_PENDING && pause == null && !closed) {
      start(current, unmet);
      unmet = unmet();
    }
    if (pause == null && !closed && isPredicted()) {
      long unused = circuits.stream().filter(each -> each.isSet() && each.isClean()).count();
      long linked = circuits.stream().filter(PooledCircuit::isSet).count();
      sets.replenish(current, predictedPort, (int) unused, (int) linked);
    }
  }

  /** The first usage that no circuit under way is for. */
  private @Nullable Usage unmet() {
    List<Path> free = new ArrayList<>();
    held.expected().stream().filter(path -> !isLeg(path)).forEach(path -> free.add(path.path()));
    underWay.stream()
        .filter(build -> !build.slow && !isLeg(build.guarded))
        .forEach(build -> free.add(build.path));
    for (Usage usage : usages()) {
      Optional<Path> meant = free.stream().filter(usage::isMetBy).findFirst();
      if (meant.isEmpty()) {
        return usage;
      }
      free.remove(meant.get());
    }
    return null;
  }

  /** One for each circuit that is missing, built already or not. */
  private List<Usage> usages() {
    List<Usage> usages = new ArrayList<>(waiting.usages());
    long slow = underWay.stream().filter(b -> b.slow && !isLeg(b.guarded)).count();
    boolean stuck = slow >= MAX_SLOW_TO_KEEP;
    if (circuits.stream().noneMatch(PooledCircuit::isClean) && !stuck && isPredicted()) {
      usages.add(new Usage.Ready(predictedPort));
    }
    return usages;
  }

  /** Whether anybody is expected to ask soon. */
  private boolean isPredicted() {
    return !prediction.remaining(clock.instant()).isZero();
  }

  private void start(NetworkView current, Usage usage) {
    Set<RsaIdentity> without = usage instanceof Usage.Exit exit ? exit.without() : Set.of();
    int port = usage.port();
    GuardedPath path;
    try {
      path = selector.select(current, port, relay -> !without.contains(relay.identity()));
    } catch (NoPathException e) {
      if (!without.isEmpty()) {
        waiting.allowAnyRelay(usage);
      } else if (port == FIRST_PORT
          || current.relays().stream().anyMatch(r -> r.allowsExit(port))) {
        log.debug("No circuit can be built: no path: {}", e.getMessage());
        pauseFor(pauses.afterLink());
      } else {
        predictedPort = FIRST_PORT;
        waiting.refuse(port);
      }
      return;
    }
    build(new Build(path));
  }

  private boolean isLeg(GuardedPath path) {
    return legs.containsKey(path.guard());
  }

  private void build(Build build) {
    underWay.add(build);
    Future<?> slow =
        loop.schedule(
            () -> {
              build.slow = true;
              replenish();
            },
            builder.timeouts().another().toMillis(),
            TimeUnit.MILLISECONDS);
    Future<OriginCircuit> circuit =
        isLeg(build.guarded) ? builder.buildLeg(build.path) : builder.build(build.path);
    circuit.addListener(
        (Future<OriginCircuit> done) -> {
          slow.cancel(false);
          underWay.remove(build);
          if (done.isSuccess()) {
            built(done.getNow(), build.guarded);
          } else {
            failed(done.cause(), build.guarded);
          }
        });
  }

  private void built(OriginCircuit circuit, GuardedPath path) {
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
      held.add(circuit, path);
    } else {
      admit(circuit, path);
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

  private void admit(OriginCircuit circuit, GuardedPath path) {
    pauses.reset();
    Promise<OriginCircuit> leg = legs.remove(path.guard());
    if (leg == null) {
      ready(circuit, List.of(path.path()));
    } else {
      leg.setSuccess(circuit);
    }
  }

  private void legFailed(GuardedPath path, Throwable why) {
    Promise<OriginCircuit> leg = legs.remove(path.guard());
    if (leg != null) {
      leg.setFailure(why);
    }
  }

  private void ready(WayOut circuit, List<Path> paths) {
    available(true);
    Instant now = clock.instant();
    PooledCircuit pooled =
        new PooledCircuit(circuit, paths, now.plus(prediction.unused(now, builder.isLearning())));
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
        usage -> {
          boolean fits = pooled.fits(usage, now, limits.maxDirtiness());
          if (fits) {
            pooled.use(usage.isolation(), now);
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
      Promise<OriginCircuit> leg = loop.newPromise();
      legs.put(path.guard(), leg);
      build(new Build(path));
      return leg;
    }

    @Override
    public void ready(OriginSet set, List<Path> paths) {
      CircuitPool.this.ready(set, paths);
      CircuitPool.this.replenish();
    }

    @Override
    public void replenish() {
      CircuitPool.this.replenish();
    }
  }
}
