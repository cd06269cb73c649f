package org.tropea.client.pool;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tropea.client.path.GuardedPath;
import org.tropea.client.path.NoPathException;
import org.tropea.client.path.Path;
import org.tropea.client.path.PathSelector;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.network.Relay;
import org.tropea.protocol.circuit.OriginCircuit;
import org.tropea.protocol.circuit.OriginSet;

/**
 * Begins conflux sets, so that some are ready before anybody asks (row F11). After one that came to
 * nothing it waits a second, and twice as long each further time, up to half a minute. Confined to
 * the pool's loop.
 */
final class ReadySets {
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final int MOST_DOUBLED = 5;

  private final EventLoop loop;
  private final CircuitBuilder builder;
  private final PathSelector selector;
  private final ConfluxSettings settings;
  private final Pool pool;
  private final List<SetUnderWay> underWay = new ArrayList<>();
  private ConfluxPlan plan = ConfluxPlan.NONE;
  private int failures;
  private @Nullable Future<?> pause;
  private boolean closed;

  /** What it needs of the pool. */
  interface Pool {
    /** Builds a circuit of a set. */
    Future<OriginCircuit> buildLeg(GuardedPath path);

    /** A set is linked; its circuits pass these paths. */
    void ready(OriginSet set, List<Path> paths);

    /** It is time to look again what is missing. */
    void replenish();
  }

  ReadySets(
      EventLoop loop,
      CircuitBuilder builder,
      PathSelector selector,
      ConfluxSettings settings,
      Pool pool) {
    this.loop = loop;
    this.builder = builder;
    this.selector = selector;
    this.settings = settings;
    this.pool = pool;
  }

  /** Goes by this view from now on. */
  void use(NetworkView view) {
    plan = ConfluxPlan.of(view, settings);
  }

  /**
   * Begins what is missing.
   *
   * @param ports of which an exit is to serve one, where there is such
   * @param unused sets that are linked, and that nobody has used
   * @param linked sets that there are
   */
  void replenish(NetworkView view, List<Integer> ports, int unused, int linked) {
    if (linked >= plan.most()) {
      return;
    }
    while (!closed && pause == null && unused + underWay.size() < plan.ready()) {
      begin(view, ports);
    }
  }

  private void begin(NetworkView view, List<Integer> ports) {
    Making making = new Making(view, ports);
    SetUnderWay begun =
        new SetUnderWay(builder.newSet(plan), plan, builder.timeouts().giveUp(), making);
    making.set = begun;
    underWay.add(begun);
    begun.start();
  }

  /** Begins no more, and gives up those under way. */
  void close() {
    closed = true;
    endPause();
    List.copyOf(underWay).forEach(SetUnderWay::giveUp);
  }

  private void endPause() {
    if (pause != null) {
      pause.cancel(false);
      pause = null;
    }
  }

  /** One set under way. */
  private final class Making implements SetUnderWay.Steps {
    private final NetworkView view;
    private final List<Integer> ports;
    private @Nullable SetUnderWay set;

    Making(NetworkView view, List<Integer> ports) {
      this.view = view;
      this.ports = ports;
    }

    @Override
    public GuardedPath path(List<Path> others) throws NoPathException {
      if (others.isEmpty()) {
        return selector.firstLeg(view, ports, ConfluxPlan::endsAt);
      }
      Relay exit = others.get(0).last();
      Set<RsaIdentity> guards =
          others.stream().map(path -> path.first().identity()).collect(Collectors.toSet());
      Set<RsaIdentity> middles =
          others.stream().map(path -> path.hops().get(1).identity()).collect(Collectors.toSet());
      return selector.furtherLeg(view, exit, guards, middles);
    }

    @Override
    public Future<OriginCircuit> build(GuardedPath path) {
      return pool.buildLeg(path);
    }

    @Override
    public void done(OriginSet linked, List<Path> paths) {
      underWay.remove(set);
      failures = 0;
      pool.ready(linked, paths);
    }

    @Override
    public void failed() {
      underWay.remove(set);
      if (closed) {
        return;
      }
      endPause();
      Duration wait = SHORTEST.multipliedBy(1L << Math.min(failures, MOST_DOUBLED));
      failures++;
      pause =
          loop.schedule(
              () -> {
                pause = null;
                pool.replenish();
              },
              wait.toMillis(),
              TimeUnit.MILLISECONDS);
    }
  }
}
