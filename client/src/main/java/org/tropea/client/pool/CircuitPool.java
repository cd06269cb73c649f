package org.tropea.client.pool;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.client.path.NoPathException;
import org.tropea.client.path.Path;
import org.tropea.client.path.PathSelector;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.network.Relay;
import org.tropea.protocol.circuit.OriginCircuit;

/**
 * Circuits ready and fit (rows P08 and P16 in their first form).
 *
 * <p>One unused circuit is kept ready; who asks gets it, or one of its own that is not too old, or
 * waits for a new one. A relay at which a circuit got stuck is avoided for some minutes. At most 32
 * circuits are built at once and as many are waited for; failures are retried with growing pauses.
 * Confined to its loop.
 */
public final class CircuitPool {
  private static final Logger log = LoggerFactory.getLogger(CircuitPool.class);
  private static final int MAX_PENDING = 32;
  private static final int MAX_WAITING = 1024;
  private static final int FIRST_PORT = 443;
  private static final Duration AVOID = Duration.ofMinutes(5);
  private static final long FIRST_PAUSE_MILLIS = 250;
  private static final long LONGEST_PAUSE_MILLIS = 30_000;
  private static final int SWEEP_SECONDS = 30;

  private final EventLoop loop;
  private final CircuitBuilder builder;
  private final PathSelector selector;
  private final InstantSource clock;
  private final Limits limits;
  private final List<PooledCircuit> circuits = new ArrayList<>();
  private final List<Waiting> waiting = new ArrayList<>();
  private final Map<RsaIdentity, Instant> avoided = new HashMap<>();
  private final Promise<OriginCircuit> firstCircuit;
  private @Nullable NetworkView view;
  private int lastNumber;
  private int building;
  private int failuresInARow;
  private int predictedPort = FIRST_PORT;
  private @Nullable Future<?> pause;
  private boolean closed;

  /**
   * How long things may take.
   *
   * @param maxDirtiness for how long after its first use a circuit takes new streams
   * @param patience how long a stream waits for a circuit
   */
  public record Limits(Duration maxDirtiness, Duration patience) {}

  /** A stream waiting for a circuit. */
  private record Waiting(int port, Isolation isolation, Promise<PooledCircuit> promise) {}

  /** What streams that may share a circuit have in common. */
  private record Need(int port, Isolation isolation) {}

  /** A pool that starts building once it has a {@linkplain #use view} of the network. */
  public CircuitPool(
      EventLoop loop,
      CircuitBuilder builder,
      PathSelector selector,
      InstantSource clock,
      Limits limits) {
    this.loop = loop;
    this.builder = builder;
    this.selector = selector;
    this.clock = clock;
    this.limits = limits;
    this.firstCircuit = loop.newPromise();
    loop.scheduleWithFixedDelay(this::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
  }

  /** Done when the first circuit of all is ready. */
  public Future<OriginCircuit> firstCircuit() {
    return firstCircuit;
  }

  /** Builds by this view of the network from now on, and at once: it may have what was missing. */
  public void use(NetworkView newView) {
    assert loop.inEventLoop();
    view = newView;
    if (pause != null) {
      pause.cancel(false);
      pause = null;
    }
    replenish();
  }

  /**
   * A circuit for a stream of {@code isolation} to {@code port}.
   *
   * @return fails with a {@link NoCircuitException} when none can be had in time
   */
  public Future<PooledCircuit> take(int port, Isolation isolation) {
    assert loop.inEventLoop();
    Promise<PooledCircuit> promise = loop.newPromise();
    PooledCircuit fitting = fitting(port, isolation);
    if (fitting != null) {
      fitting.use(isolation, clock.instant());
      promise.setSuccess(fitting);
    } else if (waiting.size() >= MAX_WAITING || closed) {
      promise.setFailure(
          new NoCircuitException(
              NoCircuitException.Why.OUR_LIMIT, "too many streams wait for a circuit"));
    } else {
      Waiting asked = new Waiting(port, isolation, promise);
      waiting.add(asked);
      loop.schedule(() -> giveUp(asked), limits.patience().toMillis(), TimeUnit.MILLISECONDS);
    }
    predictedPort = port;
    replenish();
    return promise;
  }

  /** The paths of the open circuits that streams were given to. */
  public List<Path> usedPaths() {
    assert loop.inEventLoop();
    return circuits.stream()
        .filter(pooled -> pooled.circuit().isOpen() && pooled.isUsed())
        .map(PooledCircuit::path)
        .toList();
  }

  /** Gives no new stream to a circuit that did badly. */
  public void retire(PooledCircuit circuit) {
    circuit.retire();
    sweep();
  }

  /** Closes all circuits and builds no more. */
  public void close() {
    assert loop.inEventLoop();
    closed = true;
    List.copyOf(circuits).forEach(pooled -> pooled.circuit().destroy());
    circuits.clear();
    List.copyOf(waiting).forEach(this::giveUp);
  }

  private @Nullable PooledCircuit fitting(int port, Isolation isolation) {
    PooledCircuit clean = null;
    Instant now = clock.instant();
    for (PooledCircuit pooled : circuits) {
      if (pooled.fits(port, isolation, now, limits.maxDirtiness())) {
        if (!pooled.isClean()) {
          return pooled;
        }
        clean = clean == null ? pooled : clean;
      }
    }
    return clean;
  }

  private void giveUp(Waiting asked) {
    if (waiting.remove(asked)) {
      asked
          .promise()
          .tryFailure(
              new NoCircuitException(
                  NoCircuitException.Why.TOO_LATE, "no circuit could be built in time"));
    }
  }

  /** Starts as many circuits as are needed by those who wait, and one to keep ready. */
  private void replenish() {
    NetworkView current = view;
    if (current == null) {
      return;
    }
    List<Integer> ports = neededPorts();
    while (building < Math.min(MAX_PENDING, ports.size()) && pause == null && !closed) {
      start(current, ports.get(building));
      ports = neededPorts();
    }
  }

  /** A port for each circuit to build: streams that may share a circuit need but one. */
  private List<Integer> neededPorts() {
    List<Integer> ports = new ArrayList<>();
    waiting.stream()
        .map(asked -> new Need(asked.port(), asked.isolation()))
        .distinct()
        .forEach(need -> ports.add(need.port()));
    if (circuits.stream().noneMatch(PooledCircuit::isClean)) {
      ports.add(predictedPort);
    }
    return ports;
  }

  private void start(NetworkView current, int port) {
    Path path;
    try {
      path = selector.select(current, port, this::mayUse);
    } catch (NoPathException e) {
      if (port == FIRST_PORT || current.relays().stream().anyMatch(r -> r.allowsExit(port))) {
        failed(new BuildFailure("no path: " + e.getMessage(), null));
      } else {
        refuse(port);
      }
      return;
    }
    building++;
    builder
        .build(path)
        .addListener(
            (Future<OriginCircuit> done) -> {
              building--;
              if (done.isSuccess()) {
                built(done.getNow(), path);
              } else {
                failed((BuildFailure) done.cause());
              }
            });
  }

  /** Nobody shall wait for an exit that the network has not. */
  private void refuse(int port) {
    predictedPort = FIRST_PORT;
    for (Waiting asked : List.copyOf(waiting)) {
      if (asked.port() == port && waiting.remove(asked)) {
        asked
            .promise()
            .tryFailure(
                new NoCircuitException(
                    NoCircuitException.Why.NO_EXIT, "no exit of the network serves the port"));
      }
    }
  }

  private boolean mayUse(Relay relay) {
    Instant until = avoided.get(relay.identity());
    return until == null || clock.instant().isAfter(until);
  }

  private void built(OriginCircuit circuit, Path path) {
    if (closed) {
      circuit.destroy();
      return;
    }
    failuresInARow = 0;
    PooledCircuit pooled = new PooledCircuit(++lastNumber, circuit, path);
    log.trace("Circuit {} is built: {}", pooled.number(), path);
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
    replenish();
  }

  private void serve(PooledCircuit pooled) {
    Instant now = clock.instant();
    for (Waiting asked : List.copyOf(waiting)) {
      if (pooled.fits(asked.port(), asked.isolation(), now, limits.maxDirtiness())) {
        waiting.remove(asked);
        pooled.use(asked.isolation(), now);
        asked.promise().trySuccess(pooled);
      }
    }
  }

  private void failed(BuildFailure failure) {
    log.debug("A circuit could not be built: {}", failure.getMessage());
    Relay relay = failure.relay();
    if (relay != null) {
      avoided.put(relay.identity(), clock.instant().plus(AVOID));
    } else {
      // Nobody is left: those we avoid may have come back.
      avoided.clear();
    }
    failuresInARow++;
    long millis =
        Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failuresInARow, 10));
    if (pause != null) {
      // Circuits that were under way together fail together: the last one counts.
      pause.cancel(false);
    }
    pause =
        loop.schedule(
            () -> {
              pause = null;
              replenish();
            },
            failuresInARow == 1 ? 0 : millis,
            TimeUnit.MILLISECONDS);
  }

  private void sweep() {
    Instant now = clock.instant();
    avoided.values().removeIf(until -> !now.isBefore(until));
    for (PooledCircuit pooled : List.copyOf(circuits)) {
      if (pooled.isSpent(now, limits.maxDirtiness())) {
        pooled.circuit().destroy();
      }
    }
  }
}
