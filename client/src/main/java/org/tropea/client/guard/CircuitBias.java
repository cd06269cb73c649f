package org.tropea.client.guard;

/**
 * How far one circuit has come, for the counts of its guard (path-spec 7). Whoever builds and uses
 * the circuit says so; of circuits that do not count, such as conflux legs, nobody says anything.
 * Confined to the loop of its selection.
 */
public final class CircuitBias {
  private final GuardBias guard;
  private State state = State.NEW;

  /** How far it has come; in this order. */
  enum State {
    NEW,
    BUILD_ATTEMPTED,
    BUILD_SUCCEEDED,
    USE_ATTEMPTED,
    USE_SUCCEEDED,
    USE_FAILED,
    COUNTED
  }

  CircuitBias(GuardBias guard) {
    this.guard = guard;
  }

  State state() {
    return state;
  }

  /** Its second relay has answered; false where its guard may be used no more. */
  public boolean attempted() {
    if (state != State.NEW) {
      return true;
    }
    state = State.BUILD_ATTEMPTED;
    guard.opened(this);
    return guard.attempted();
  }

  /** All its relays have answered. */
  public void built() {
    if (state == State.BUILD_ATTEMPTED) {
      state = State.BUILD_SUCCEEDED;
      guard.add(BiasCount.CIRCUIT_SUCCESSES);
    }
  }

  /** It took too long to be built, and is given up. */
  public void timedOut() {
    guard.add(BiasCount.TIMEOUTS);
  }

  /** Something is asked of it. */
  public void used() {
    if (state == State.BUILD_SUCCEEDED) {
      guard.used();
      state = State.USE_ATTEMPTED;
    }
  }

  /** Its last relay gave an answer that nobody else can have given. */
  public void answered() {
    if (state == State.BUILD_SUCCEEDED) {
      used();
    }
    if (state == State.USE_ATTEMPTED) {
      state = State.USE_SUCCEEDED;
    }
  }

  /** A stream was taken off it, and is tried elsewhere. */
  public void detached() {
    if (state == State.USE_SUCCEEDED) {
      state = State.USE_ATTEMPTED;
    }
  }

  /** Its last relay complains of what it was sent: somebody on the way may have changed it. */
  public void tampered() {
    if (state != State.NEW && state != State.COUNTED) {
      state = State.USE_FAILED;
    }
  }

  /** Whether nothing has come of what was asked of it: then it is probed before it is closed. */
  public boolean isDoubtful() {
    return state == State.USE_ATTEMPTED;
  }

  /**
   * It is gone.
   *
   * @param byOthers whether neither its user nor time has ended it
   */
  public void closed(boolean byOthers) {
    switch (state) {
      case BUILD_SUCCEEDED -> guard.add(byOthers ? BiasCount.COLLAPSED : BiasCount.CLOSED_WELL);
      case USE_ATTEMPTED, USE_FAILED -> guard.add(BiasCount.UNUSABLE);
      case USE_SUCCEEDED -> {
        guard.add(BiasCount.CLOSED_WELL);
        guard.add(BiasCount.USE_SUCCESSES);
      }
      default -> {
        // It never was there, or counts already.
      }
    }
    state = State.COUNTED;
    guard.gone(this);
  }
}
