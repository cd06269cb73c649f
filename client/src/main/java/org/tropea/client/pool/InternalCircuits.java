package org.tropea.client.pool;

import io.netty.util.concurrent.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.client.path.GuardedPath;
import org.tropea.client.path.NoPathException;
import org.tropea.client.path.Path;
import org.tropea.client.path.PathSelector;
import org.tropea.client.path.SecondLayer;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.network.NetworkView;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.circuit.CircuitPurpose;
import org.tropea.protocol.circuit.OriginCircuit;

/**
 * Circuits of three hops that are kept for onion services, of clients and hosts: a guard, a relay
 * of the second layer, and another (C tor's purpose HS_VANGUARDS). Three of them are ready or under
 * way while onion services are to be expected, which is so when a client starts, and for half an
 * hour to an hour after each use. Confined to the pool's loop.
 */
final class InternalCircuits {
  private static final Logger log = LoggerFactory.getLogger(InternalCircuits.class);

  /** C tor's. */
  private static final int ENOUGH = 3;

  private final CircuitPool pool;
  private final PathSelector selector;
  private final SecondLayer secondLayer;
  private final List<Kept> kept = new ArrayList<>();
  private int underWay;

  /** One that is ready. */
  record Kept(OriginCircuit circuit, GuardedPath path, Instant idleEnd) {}

  InternalCircuits(CircuitPool pool, PathSelector selector, SecondLayer secondLayer) {
    this.pool = pool;
    this.selector = selector;
    this.secondLayer = secondLayer;
  }

  ForeseenCircuits.Internal stock() {
    return new ForeseenCircuits.Internal(kept.size() + underWay, ENOUGH);
  }

  /** Begins one. */
  void begin(NetworkView view) {
    GuardedPath path;
    try {
      path = selector.kept(view, selector.secondLayer(view, secondLayer));
    } catch (NoPathException e) {
      log.debug("No circuit is kept for onion services: {}", e.getMessage());
      return;
    }
    underWay++;
    pool.buildApart(path, Errand.of(CircuitPurpose.INTERNAL))
        .addListener(
            (Future<OriginCircuit> built) -> {
              underWay--;
              if (built.isSuccess()) {
                keep(built.getNow(), path);
              }
            });
  }

  private void keep(OriginCircuit circuit, GuardedPath path) {
    Kept one = new Kept(circuit, path, pool.idleEnd());
    kept.add(one);
    circuit.closed().addListener(gone -> kept.remove(one));
  }

  /** The oldest whose path will do, which is nobody else's from now on. */
  Optional<Kept> take(Predicate<Path> fit) {
    Optional<Kept> taken =
        kept.stream()
            .filter(each -> each.circuit().isOpen() && fit.test(each.path().path()))
            .findFirst();
    taken.ifPresent(kept::remove);
    return taken;
  }

  /** Closes those that nobody has used for long. */
  void sweep(Instant now) {
    destroyIf(each -> now.isAfter(each.idleEnd()));
  }

  /** A relay is probably no more. */
  void avoid(RsaIdentity lost) {
    destroyIf(
        each ->
            each.path().path().behindFirst().stream()
                .anyMatch(relay -> relay.identity().equals(lost)));
  }

  void close() {
    destroyIf(each -> true);
  }

  private void destroyIf(Predicate<Kept> ended) {
    List.copyOf(kept).stream()
        .filter(ended)
        .forEach(each -> each.circuit().destroy(DestroyReason.FINISHED));
  }
}
