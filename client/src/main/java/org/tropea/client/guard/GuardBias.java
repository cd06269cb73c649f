package org.tropea.client.guard;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.client.guard.CircuitBias.State;

/**
 * How the circuits by one guard fare (path-spec 7, row P14): a guard could fail all whose further
 * relays are not its friends'. Counts, thresholds, scaling and words are those of C tor's
 * circpathbias.c; circuits that are open count as if they went well. Confined to the loop of its
 * selection.
 */
final class GuardBias {
  private static final Logger log = LoggerFactory.getLogger(GuardBias.class);

  private static final List<BiasCount> SCALED_WITH_CIRCUITS =
      List.of(
          BiasCount.CIRCUIT_ATTEMPTS,
          BiasCount.CIRCUIT_SUCCESSES,
          BiasCount.TIMEOUTS,
          BiasCount.CLOSED_WELL,
          BiasCount.COLLAPSED,
          BiasCount.UNUSABLE);

  private final Map<BiasCount, Double> counts;
  private final Set<CircuitBias> open = new HashSet<>();
  private final Supplier<BiasLimits> limits;
  private final Runnable changed;
  private Grade builds = Grade.FINE;
  private Grade uses = Grade.FINE;
  private boolean disabled;

  /** How bad it is; each is said once. */
  enum Grade {
    FINE,
    NOTICED,
    WARNED,
    EXTREME
  }

  /**
   * Goes on from these counts.
   *
   * @param changed called when the counts are not what they were
   */
  GuardBias(Map<BiasCount, Double> counts, Supplier<BiasLimits> limits, Runnable changed) {
    this.counts = new EnumMap<>(counts);
    this.limits = limits;
    this.changed = changed;
    disableByCounts();
  }

  /**
   * Whether it did so badly that it is used no more; only where the user or the network says so.
   */
  boolean isDisabled() {
    return disabled;
  }

  /** What was said of the circuits that were built, and were not. */
  Grade builds() {
    return builds;
  }

  /** What was said of those that were used. */
  Grade uses() {
    return uses;
  }

  /** The counts for the state file, in which open circuits have gone well. */
  Map<BiasCount, Double> counts() {
    Map<BiasCount, Double> kept = new EnumMap<>(counts);
    kept.put(BiasCount.USE_SUCCESSES, useSuccesses());
    kept.put(BiasCount.CLOSED_WELL, closedWell());
    return kept;
  }

  void add(BiasCount count) {
    counts.merge(count, 1.0, Double::sum);
    changed.run();
  }

  private double of(BiasCount count) {
    return counts.getOrDefault(count, 0.0);
  }

  /** A circuit is there that may be counted. */
  void opened(CircuitBias circuit) {
    open.add(circuit);
  }

  /** It is there no more. */
  void gone(CircuitBias circuit) {
    open.remove(circuit);
  }

  private int openIn(State from, State to) {
    return (int)
        open.stream()
            .filter(each -> each.state().compareTo(from) >= 0 && each.state().compareTo(to) <= 0)
            .count();
  }

  private double useSuccesses() {
    return of(BiasCount.USE_SUCCESSES) + openIn(State.USE_ATTEMPTED, State.USE_SUCCEEDED);
  }

  private double closedWell() {
    return of(BiasCount.CLOSED_WELL) + openIn(State.BUILD_SUCCEEDED, State.USE_SUCCEEDED);
  }

  /** By what the state file says, however few circuits that are, as C tor does. */
  private void disableByCounts() {
    BiasLimits limit = limits.get();
    double attempts = of(BiasCount.CIRCUIT_ATTEMPTS);
    double used = of(BiasCount.USE_ATTEMPTS);
    disabled |= limit.drop() && attempts > 0 && closedWell() / attempts < limit.extreme();
    disabled |= limit.drop() && used > 0 && useSuccesses() / used < limit.useExtreme();
  }

  /** A circuit came as far as its second relay; whether the guard may be used for it. */
  boolean attempted() {
    measureBuilds();
    changed.run();
    if (disabled) {
      return false;
    }
    scaleBuilds();
    add(BiasCount.CIRCUIT_ATTEMPTS);
    return true;
  }

  /** A stream was given to a circuit. */
  void used() {
    measureUses();
    scaleUses();
    add(BiasCount.USE_ATTEMPTS);
  }

  private void measureBuilds() {
    BiasLimits limit = limits.get();
    double attempts = of(BiasCount.CIRCUIT_ATTEMPTS);
    if (attempts <= limit.circuits()) {
      return;
    }
    double rate = closedWell() / attempts;
    if (rate < limit.extreme()) {
      if (limit.drop()) {
        disable("failing an extremely large amount of circuits");
      } else if (builds != Grade.EXTREME) {
        builds = Grade.EXTREME;
        log.warn(
            "A guard is failing an extremely large amount of circuits. This could indicate a route"
                + " manipulation attack, extreme network overload, or a bug. {}",
            figures());
      }
    } else if (rate < limit.warn()) {
      if (builds.compareTo(Grade.WARNED) < 0) {
        builds = Grade.WARNED;
        log.warn(
            "A guard is failing a very large amount of circuits. Most likely this means the Tor"
                + " network is overloaded, but it could also mean an attack against you or"
                + " potentially the guard itself. {}",
            figures());
      }
    } else if (rate < limit.notice() && builds == Grade.FINE) {
      builds = Grade.NOTICED;
      log.info(
          "A guard is failing more circuits than usual. Most likely this means the Tor network is"
              + " overloaded. {}",
          figures());
    }
  }

  private void measureUses() {
    BiasLimits limit = limits.get();
    double attempts = of(BiasCount.USE_ATTEMPTS);
    if (attempts <= limit.uses()) {
      return;
    }
    double rate = useSuccesses() / attempts;
    if (rate < limit.useExtreme()) {
      if (limit.drop()) {
        disable("failing to carry an extremely large amount of streams on its circuits");
      } else if (uses != Grade.EXTREME) {
        uses = Grade.EXTREME;
        log.warn(
            "A guard is failing to carry an extremely large amount of streams on its circuits. This"
                + " could indicate a route manipulation attack, network overload, bad local network"
                + " connectivity, or a bug. {}",
            figures());
      }
    } else if (rate < limit.useNotice() && uses == Grade.FINE) {
      uses = Grade.NOTICED;
      log.info(
          "A guard is failing to carry more streams on its circuits than usual. Most likely this"
              + " means the Tor network is overloaded or your network connection is poor. {}",
          figures());
    }
  }

  private void disable(String why) {
    if (!disabled) {
      disabled = true;
      log.warn(
          "A guard is {}. To avoid potential route manipulation attacks, it is used no more. {}",
          why,
          figures());
    }
  }

  private String figures() {
    return "Success counts are %d/%d. Use counts are %d/%d. %d circuits completed, %d were unusable, %d collapsed, and %d timed out."
        .formatted(
            Math.round(closedWell()),
            Math.round(of(BiasCount.CIRCUIT_ATTEMPTS)),
            Math.round(useSuccesses()),
            Math.round(of(BiasCount.USE_ATTEMPTS)),
            Math.round(of(BiasCount.CIRCUIT_SUCCESSES)),
            Math.round(of(BiasCount.UNUSABLE)),
            Math.round(of(BiasCount.COLLAPSED)),
            Math.round(of(BiasCount.TIMEOUTS)));
  }

  /** What is long ago counts less; what is open is left as it is. */
  private void scaleBuilds() {
    if (of(BiasCount.CIRCUIT_ATTEMPTS) <= limits.get().scale()) {
      return;
    }
    double built = openIn(State.BUILD_SUCCEEDED, State.USE_FAILED);
    double attempted = built + openIn(State.BUILD_ATTEMPTED, State.BUILD_ATTEMPTED);
    counts.merge(BiasCount.CIRCUIT_ATTEMPTS, -attempted, Double::sum);
    counts.merge(BiasCount.CIRCUIT_SUCCESSES, -built, Double::sum);
    SCALED_WITH_CIRCUITS.forEach(this::scale);
    counts.merge(BiasCount.CIRCUIT_ATTEMPTS, attempted, Double::sum);
    counts.merge(BiasCount.CIRCUIT_SUCCESSES, built, Double::sum);
  }

  private void scaleUses() {
    if (of(BiasCount.USE_ATTEMPTS) <= limits.get().useScale()) {
      return;
    }
    double used = openIn(State.USE_ATTEMPTED, State.USE_SUCCEEDED);
    counts.merge(BiasCount.USE_ATTEMPTS, -used, Double::sum);
    scale(BiasCount.USE_ATTEMPTS);
    scale(BiasCount.USE_SUCCESSES);
    counts.merge(BiasCount.USE_ATTEMPTS, used, Double::sum);
  }

  private void scale(BiasCount count) {
    counts.computeIfPresent(count, (same, value) -> value * limits.get().ratio());
  }
}
