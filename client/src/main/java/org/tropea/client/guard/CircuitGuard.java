package org.tropea.client.guard;

import java.time.Instant;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.RelayEntry;

/**
 * The guard of one circuit or directory request, and how far that has come (guard-spec 4.7).
 * Whoever was given it tells its {@link GuardSelection} what comes of it. Confined to that loop.
 */
public final class CircuitGuard {
  private final SampledGuard guard;
  private final RelayEntry entry;
  private final GuardRestriction restriction;
  private final CircuitBias bias;
  private State state;
  private Instant since;

  /** How far it has come. */
  enum State {
    /** Under way by a primary guard: usable when it is built. */
    USABLE_ON_COMPLETION,
    /** Under way by another guard: once it is built, it waits for what becomes of better ones. */
    USABLE_IF_NO_BETTER_GUARD,
    /** Built, and not to be used while a better guard may answer. */
    WAITING_FOR_BETTER_GUARD,
    /** Built, and usable. */
    COMPLETE,
    /** Over. */
    DEAD
  }

  CircuitGuard(
      SampledGuard guard,
      RelayEntry entry,
      GuardRestriction restriction,
      State state,
      Instant since) {
    this.guard = guard;
    this.bias = new CircuitBias(guard.bias());
    this.entry = entry;
    this.restriction = restriction;
    this.state = state;
    this.since = since;
  }

  /** Which relay it is. */
  public RsaIdentity identity() {
    return guard.identity();
  }

  /** The relay as the consensus listed it when it was chosen. */
  public RelayEntry entry() {
    return entry;
  }

  /** How the circuit fares, for the counts of its guard. */
  public CircuitBias bias() {
    return bias;
  }

  SampledGuard guard() {
    return guard;
  }

  GuardRestriction restriction() {
    return restriction;
  }

  State state() {
    return state;
  }

  Instant since() {
    return since;
  }

  void become(State next, Instant now) {
    state = next;
    since = now;
  }
}
