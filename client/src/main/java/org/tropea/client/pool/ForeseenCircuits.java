package org.tropea.client.pool;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.tropea.client.path.GuardedPath;
import org.tropea.client.path.NoPathException;
import org.tropea.client.path.Path;
import org.tropea.client.path.PathSelector;
import org.tropea.directory.network.NetworkParameter;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.network.Parameters;

/**
 * Begins circuits that nobody waits for yet (row P08), as C tor does each second: while streams are
 * to be expected, two unused circuits for each port that was asked for of late, conflux sets where
 * the network has them (row F11), circuits for onion services, and such as to learn by how long one
 * takes. Confined to the pool's loop.
 */
final class ForeseenCircuits {
  /** Slow circuits beside which no more is begun. */
  private static final int MAX_SLOW = 10;

  /** Unused circuits with which no more is begun. */
  private static final int MAX_UNUSED = 14;

  /** Circuits that there should be for each port that is to be expected. */
  private static final int READY_FOR_A_PORT = 2;

  private final CircuitBuilder builder;
  private final PathSelector selector;
  private final InstantSource clock;
  private final SecureRandom random;
  private final ReadySets sets;
  private final Building building;
  private final PredictedPorts predicted;
  private Parameters parameters = Parameters.NONE;
  private Instant lastBegun = Instant.EPOCH;

  /** Where circuits are begun. */
  interface Building {
    /** Begins one that nobody waits for. */
    void build(GuardedPath path);

    /** Begins one that is kept for onion services. */
    void buildInternal(NetworkView view);

    /** There is no path now. */
    void noPath(NoPathException why);
  }

  /**
   * What there is.
   *
   * @param met whether nobody waits whom nothing under way is for
   * @param slow circuits under way that take long
   * @param none whether there never was a circuit, and none is under way
   * @param free paths of single circuits that are unused, or under way and meant for nobody
   * @param unusedSets linked sets that are unused
   * @param sets all linked sets
   * @param internal circuits that are kept for onion services or under way for that, and how many
   *     there should be
   * @param awaited ports that streams wait for
   */
  record Stock(
      boolean met,
      int slow,
      boolean none,
      List<Path> free,
      List<PooledCircuit> unusedSets,
      int sets,
      Internal internal,
      List<Integer> awaited) {}

  /** Circuits that are kept for onion services. */
  record Internal(int kept, int wanted) {}

  ForeseenCircuits(
      CircuitBuilder builder,
      PathSelector selector,
      InstantSource clock,
      ReadySets sets,
      Building building) {
    this.builder = builder;
    this.selector = selector;
    this.clock = clock;
    this.random = selector.random();
    this.sets = sets;
    this.building = building;
    this.predicted = new PredictedPorts(clock, random);
  }

  /** Goes by this view from now on. */
  void use(NetworkView view) {
    parameters = view.parameters();
    predicted.use(parameters);
    sets.use(view);
  }

  /** A stream asks for this port. */
  void note(int port) {
    predicted.note(port);
  }

  /** Somebody has to do with an onion service. */
  void noteInternal() {
    predicted.noteInternal();
  }

  /** No exit that there is serves it. */
  void forget(int port) {
    predicted.forget(List.of(port));
  }

  /** A circuit is begun, whoever it is for. */
  void begun() {
    lastBegun = clock.instant();
  }

  /** Starts one circuit more, and the sets, that streams will need. */
  void replenish(NetworkView view, Stock stock) {
    List<Path> ready = new ArrayList<>(stock.free());
    stock.unusedSets().forEach(set -> ready.addAll(set.paths()));
    List<Integer> unhandled =
        predicted.ports().stream().filter(port -> !isHandled(port, ready)).toList();
    if (!predicted.remaining().isZero()) {
      List<Integer> ports = stock.awaited().isEmpty() ? unhandled : stock.awaited();
      sets.replenish(view, ports, stock.unusedSets().size(), stock.sets());
    }
    int unused = stock.free().size() + stock.internal().kept();
    if (!stock.met() || stock.slow() >= MAX_SLOW || unused >= MAX_UNUSED) {
      return;
    }
    if (!unhandled.isEmpty() || stock.none()) {
      start(view, unhandled);
    } else if (stock.internal().kept() < stock.internal().wanted() && predicted.expectsInternal()) {
      building.buildInternal(view);
    } else if (isLearning(unused)) {
      start(view, unhandled);
    }
  }

  private boolean isHandled(int port, List<Path> ready) {
    Usage.Exit usage = new Usage.Exit(port, Isolation.NONE, Set.of());
    Asked asked = new Asked(usage, selector.isLongLived(port), 0);
    return ready.stream().filter(asked::isMetBy).count() >= READY_FOR_A_PORT;
  }

  /** Whether it is time for a circuit to learn by how long one takes. */
  private boolean isLearning(int unused) {
    Duration pause = Duration.ofSeconds(parameters.get(NetworkParameter.CBTTESTFREQ));
    return builder.isLearning()
        && unused < parameters.get(NetworkParameter.CBTMAXOPENCIRCS)
        && lastBegun.plus(pause).isBefore(clock.instant());
  }

  /** As in C tor, ports that no exit serves are forgotten, and any exit will do then. */
  private void start(NetworkView view, List<Integer> ports) {
    List<Integer> served =
        ports.stream()
            .filter(port -> view.relays().stream().anyMatch(relay -> relay.allowsExit(port)))
            .toList();
    try {
      building.build(selector.ahead(view, served));
      if (served.isEmpty()) {
        predicted.forget(ports);
      }
    } catch (NoPathException e) {
      building.noPath(e);
    }
  }

  /** Until when a circuit that is begun now is kept where nobody uses it. */
  Instant idleEnd() {
    if (builder.isLearning()) {
      return clock.instant().plusSeconds(parameters.get(NetworkParameter.CBTLEARNTIMEOUT));
    }
    // Longer than circuits are foreseen, or another would take its place; and not all at once.
    long left = predicted.remaining().toSeconds();
    return clock.instant().plusSeconds(left + 1 + random.nextLong(1 + left / 20));
  }
}
