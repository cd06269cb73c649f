package org.tropea.command;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.tropea.authority.AuthorityTotals;
import org.tropea.metrics.MetricsSource;
import org.tropea.relay.OnionRelay;

/** A running program: a client proxy, a relay, an authority. */
interface Role extends AutoCloseable {
  /**
   * Makes a role; {@code directory} is locked for this process, and by {@code reload} its options
   * can be changed.
   */
  interface Start {
    /** Starts what {@code options} ask for. */
    Role start(Options options, DataDirectory directory, Reload reload) throws CannotStart;
  }

  /**
   * Blocks until the role is over: closed by {@link #close}, or failed beyond repair.
   *
   * @throws CannotStart where it failed, with what the user can do
   */
  void await() throws CannotStart, InterruptedException;

  /**
   * Takes nothing new any more and lets go on what there is, from any thread; how long that may
   * take before the role is closed. Zero for a role that others do not rely on.
   */
  default Duration leave() {
    return Duration.ZERO;
  }

  /** Takes over those of new options that can change while it runs; from any thread. */
  default void take(Options options) {}

  /** How it fares, a line for each thing worth knowing; from any thread. */
  default List<String> summary() {
    return List.of();
  }

  /** What it tells Prometheus. */
  default List<MetricsSource> metrics() {
    return List.of();
  }

  /** The relay in it, an authority's too. */
  default Optional<OnionRelay> relay() {
    return Optional.empty();
  }

  /** What its authority did, where it is one. */
  default Optional<AuthorityTotals> authority() {
    return Optional.empty();
  }

  /** Ends it in order, from any thread; {@link #await} then returns. Again does nothing. */
  @Override
  void close();
}
