package org.tropea.client.pool;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tropea.client.guard.CircuitGuard;
import org.tropea.client.guard.GuardSelection;
import org.tropea.client.path.GuardedPath;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.circuit.OriginCircuit;

/**
 * Circuits that are built, and not used while a better guard may answer (guard-spec 4.9). Confined
 * to the pool's loop.
 */
final class HeldCircuits {
  private final GuardSelection guards;
  private final Map<CircuitGuard, Held> held = new LinkedHashMap<>();

  private record Held(OriginCircuit circuit, GuardedPath path, Instant idleEnd) {}

  /** Takes a circuit that waits no longer. */
  interface Use {
    void circuit(OriginCircuit circuit, GuardedPath path, Instant idleEnd);
  }

  HeldCircuits(GuardSelection guards) {
    this.guards = guards;
  }

  boolean isEmpty() {
    return held.isEmpty();
  }

  void add(OriginCircuit circuit, GuardedPath path, Instant idleEnd) {
    held.put(path.guard(), new Held(circuit, path, idleEnd));
    circuit.closed().addListener(done -> held.remove(path.guard()));
  }

  /** The paths of those that are used as soon as nothing better comes of what is under way. */
  List<GuardedPath> expected() {
    return guards.areAllPrimariesDown()
        ? held.values().stream().map(Held::path).toList()
        : List.of();
  }

  /** Gives away those that need wait no longer, and closes those that waited for too long. */
  void release(Use use) {
    for (CircuitGuard guard : guards.released()) {
      Held released = held.remove(guard);
      if (released != null && released.circuit().isOpen()) {
        use.circuit(released.circuit(), released.path(), released.idleEnd());
      }
    }
    List.copyOf(held.values()).stream()
        .filter(each -> guards.isExpired(each.path().guard()))
        .forEach(each -> each.circuit().destroy(DestroyReason.FINISHED));
  }

  void close() {
    List.copyOf(held.values()).forEach(each -> each.circuit().destroy(DestroyReason.FINISHED));
    held.clear();
  }
}
