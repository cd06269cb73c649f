package org.tropea.client.guard;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tropea.client.guard.CircuitGuard.State;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.network.Relay;

/**
 * Which circuits need wait no longer for a better guard, where no primary guard is reachable
 * (guard-spec 4.9). A view of the circuits of a selection, for one look.
 */
record WaitingCircuits(List<CircuitGuard> circuits, GuardSample sample) {
  /**
   * The best that waits, where nothing better is built or young; with it those that are as good.
   */
  List<CircuitGuard> released() {
    CircuitGuard best = best();
    if (best == null || circuits.stream().anyMatch(other -> blocks(other, best))) {
      return List.of();
    }
    if (!(best.restriction() instanceof GuardRestriction.None)) {
      return List.of(best);
    }
    return circuits.stream()
        .filter(circuit -> circuit.state() == State.WAITING_FOR_BETTER_GUARD)
        .filter(circuit -> !isBetter(best, circuit))
        .toList();
  }

  private @Nullable CircuitGuard best() {
    CircuitGuard best = null;
    for (CircuitGuard circuit : circuits) {
      if (circuit.state() == State.WAITING_FOR_BETTER_GUARD
          && !circuit.guard().removed
          && (best == null || isBetter(circuit, best))) {
        best = circuit;
      }
    }
    return best;
  }

  private boolean blocks(CircuitGuard other, CircuitGuard waiting) {
    Instant since = sample.now().minus(sample.parameters().connectTimeout());
    boolean counts =
        other.state() == State.COMPLETE
            || (other.state() == State.USABLE_IF_NO_BETTER_GUARD && other.since().isAfter(since));
    return counts
        && !other.guard().removed
        && waiting.restriction().allows(other.identity(), relay(other))
        && isBetter(other, waiting);
  }

  private @Nullable Relay relay(CircuitGuard circuit) {
    NetworkView view = sample.view();
    return view == null ? null : view.relay(circuit.identity()).orElse(null);
  }

  /** Confirmed before not, then the earlier confirmed; of others the one that is tried, earlier. */
  private static boolean isBetter(CircuitGuard one, CircuitGuard two) {
    SampledGuard first = one.guard();
    SampledGuard second = two.guard();
    if (first == second) {
      return false;
    }
    if (first.isConfirmed() || second.isConfirmed()) {
      return first.isConfirmed()
          && (!second.isConfirmed() || first.confirmedIndex < second.confirmedIndex);
    }
    return first.pending && (!second.pending || first.lastTried().isBefore(second.lastTried()));
  }
}
