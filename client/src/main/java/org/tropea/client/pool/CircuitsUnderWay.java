package org.tropea.client.pool;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.client.guard.CircuitBias;
import org.tropea.client.guard.CircuitGuard;
import org.tropea.client.guard.GuardSelection;
import org.tropea.client.path.GuardedPath;
import org.tropea.client.path.NoPathException;
import org.tropea.client.path.Path;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.circuit.CircuitPurpose;
import org.tropea.protocol.circuit.OriginCircuit;

/**
 * The circuits of a pool that are being built, and those that are built and wait for a better
 * guard: 32 at most are built at once. Nobody is blamed for a circuit that could not be built but a
 * first relay that there is no link to; after failures there are pauses. Confined to the pool's
 * loop.
 */
final class CircuitsUnderWay {
  private static final Logger log = LoggerFactory.getLogger(CircuitsUnderWay.class);
  private static final int MOST = 32;

  private final EventLoop loop;
  private final CircuitBuilder builder;
  private final GuardSelection guards;
  private final Pool pool;
  private final HeldCircuits held;
  private final BuildPauses pauses = new BuildPauses();
  private final List<Build> underWay = new ArrayList<>();

  /** Circuits under way that are no circuits of the pool itself, by their guards. */
  private final Map<CircuitGuard, Promise<OriginCircuit>> apart = new HashMap<>();

  private @Nullable Future<?> pause;
  private @Nullable Future<?> release;
  private boolean closed;

  /** What becomes of them. */
  interface Pool {
    /**
     * One can be used.
     *
     * @param idleEnd until when it is kept where nobody uses it
     */
    void ready(OriginCircuit circuit, GuardedPath path, Instant idleEnd);

    /** There is no link to this relay any more. */
    void lost(RsaIdentity relay);

    /** One could not be built. */
    void failed();

    /** It is time to look again what is missing. */
    void replenish();
  }

  /** A circuit under way. */
  private static final class Build {
    final GuardedPath guarded;
    final Path path;
    final Instant idleEnd;
    final Errand errand;

    /** Whether it takes so long that whoever waits for it gets another beside it. */
    boolean slow;

    Build(GuardedPath guarded, Errand errand, Instant idleEnd) {
      this.guarded = guarded;
      this.errand = errand;
      this.idleEnd = idleEnd;
      this.path = guarded.path();
    }
  }

  CircuitsUnderWay(EventLoop loop, CircuitBuilder builder, GuardSelection guards, Pool pool) {
    this.loop = loop;
    this.builder = builder;
    this.guards = guards;
    this.pool = pool;
    this.held = new HeldCircuits(guards);
  }

  /** Whether one more may be begun now. */
  boolean haveRoom() {
    return !closed && pause == null && underWay.size() < MOST;
  }

  /** Whether there are none. */
  boolean isEmpty() {
    return underWay.isEmpty() && held.isEmpty();
  }

  /** The paths of those that streams may be given to. */
  List<Path> free() {
    List<Path> free = new ArrayList<>();
    held.expected().stream().filter(path -> !isApart(path)).forEach(path -> free.add(path.path()));
    underWay.stream()
        .filter(build -> !build.slow && !isApart(build.guarded))
        .filter(build -> build.errand.purpose() != CircuitPurpose.CONTROLLED)
        .forEach(build -> free.add(build.path));
    return free;
  }

  /** How many of the pool's own take long. */
  int slow() {
    return (int) underWay.stream().filter(build -> build.slow && !isApart(build.guarded)).count();
  }

  private boolean isApart(GuardedPath path) {
    return apart.containsKey(path.guard());
  }

  /** The network is better known: what failed may work now. */
  void endPauses() {
    endPause();
    pauses.reset();
  }

  /** There is no path; tries again after a pause. */
  void noPath(NoPathException why) {
    log.debug("No circuit can be built: no path: {}", why.getMessage());
    pauseFor(pauses.afterLink());
  }

  /** Begins no more, and closes those that wait. */
  void close() {
    closed = true;
    endPause();
    if (release != null) {
      release.cancel(false);
    }
    held.close();
  }

  private void endPause() {
    if (pause != null) {
      pause.cancel(false);
      pause = null;
    }
  }

  private static BuildFailure gone() {
    return new BuildFailure("the circuit was closed", false);
  }

  /** Builds one of the pool's own. */
  void build(GuardedPath path, Instant idleEnd) {
    build(path, Errand.of(CircuitPurpose.GENERAL), idleEnd);
  }

  /** The same for this errand; the number of the circuit. */
  long build(GuardedPath path, Errand errand, Instant idleEnd) {
    Build build = new Build(path, errand, idleEnd);
    underWay.add(build);
    Future<?> slow =
        loop.schedule(
            () -> {
              build.slow = true;
              pool.replenish();
            },
            builder.timeouts().another().toMillis(),
            TimeUnit.MILLISECONDS);
    CircuitBuilder.Begun begun = launch(build);
    begun
        .circuit()
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
    return begun.number();
  }

  private CircuitBuilder.Begun launch(Build build) {
    CircuitBias bias = isCounted(build.errand.purpose()) ? build.guarded.guard().bias() : null;
    return builder.build(build.path, build.errand, bias);
  }

  /** As in C tor: not where somebody else than we can choose the end, or have us begin more. */
  static boolean isCounted(CircuitPurpose purpose) {
    return switch (purpose) {
      case GENERAL,
          INTERNAL,
          SERVICE_DIRECTORY,
          RENDEZVOUS,
          SERVICE_INTRODUCTION,
          SERVICE_PUBLICATION ->
          true;
      default -> false;
    };
  }

  /**
   * Builds a circuit along {@code path} that the pool gives to no stream: a leg of a conflux set,
   * or a circuit to an onion service's relay.
   *
   * @return fails with a {@link BuildFailure}; a circuit by a lesser guard comes when it is clear
   *     that no better one answers
   */
  Future<OriginCircuit> buildApart(GuardedPath path, Errand errand, Instant idleEnd) {
    Promise<OriginCircuit> circuit = loop.newPromise();
    if (closed) {
      guards.ended(path.guard());
      return circuit.setFailure(gone());
    }
    apart.put(path.guard(), circuit);
    build(path, errand, idleEnd);
    return circuit;
  }

  private void built(OriginCircuit circuit, Build build) {
    GuardedPath path = build.guarded;
    if (build.errand.beyond().isEmpty()) {
      path.guard().bias().built();
    }
    circuit
        .closed()
        .addListener(
            done -> {
              path.guard().bias().closed(circuit.isClosedByOthers());
              if (circuit.isLinkLost()) {
                guards.linkLost(path.guard());
                pool.lost(path.guard().identity());
              }
              guards.ended(path.guard());
              apartFailed(path, gone());
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
    pool.replenish();
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
                pool.replenish();
              },
              1,
              TimeUnit.SECONDS);
    }
  }

  private void admit(OriginCircuit circuit, GuardedPath path, Instant idleEnd) {
    pauses.reset();
    Promise<OriginCircuit> asked = apart.remove(path.guard());
    if (asked == null) {
      pool.ready(circuit, path, idleEnd);
    } else if (!asked.trySuccess(circuit)) {
      circuit.destroy(DestroyReason.FINISHED);
    }
  }

  private void apartFailed(GuardedPath path, Throwable why) {
    Promise<OriginCircuit> asked = apart.remove(path.guard());
    if (asked != null) {
      asked.tryFailure(why);
    }
  }

  private void failed(@Nullable Throwable cause, GuardedPath path) {
    boolean atLink = cause instanceof BuildFailure failure && failure.atLink();
    boolean news = atLink && guards.unreachable(path.guard());
    guards.ended(path.guard());
    if (news) {
      pool.lost(path.guard().identity());
    }
    path.guard().bias().closed(true);
    apartFailed(path, cause == null ? gone() : cause);
    if (closed) {
      return;
    }
    pool.failed();
    log.debug("A circuit could not be built: {}", cause == null ? "" : cause.getMessage());
    releaseHeld();
    if (!atLink) {
      pauseFor(pauses.afterCircuit());
    } else if (news) {
      pauseFor(pauses.afterLink());
    } else {
      // One link that fails takes all circuits with it that waited for it: the first one counts.
      pool.replenish();
    }
  }

  private void pauseFor(Duration time) {
    // Circuits that were under way together fail together: the last one counts.
    endPause();
    pause =
        loop.schedule(
            () -> {
              pause = null;
              pool.replenish();
            },
            time.toMillis(),
            TimeUnit.MILLISECONDS);
  }
}
