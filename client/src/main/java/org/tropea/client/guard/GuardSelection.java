package org.tropea.client.guard;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.client.guard.CircuitGuard.State;
import org.tropea.client.guard.GuardSample.Kind;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.RelayEntry;
import org.tropea.directory.network.NetworkParameter;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.network.Parameters;
import org.tropea.directory.network.Relay;

/**
 * Whom to enter the network by: the same few relays for months (guard-spec, proposal 271).
 *
 * <p>Some guards are sampled from the network; those that a circuit came about by are confirmed;
 * the first three of these, filled up from the sample, are primary. A circuit goes by a primary
 * guard where one may be reachable. By others it is built only when none is, and then it is not
 * used before it is clear that no better guard answers. A guard is blamed for a link that did not
 * come about and for nothing else, as by C tor since 0.4.9.13: whatever happens behind it can be
 * the doing of a relay that wants to be met instead. Figures and order are those of C tor's
 * entrynodes.c. Confined to one loop.
 */
public final class GuardSelection {
  private static final Logger log = LoggerFactory.getLogger(GuardSelection.class);

  /** A restriction ends where there are so many more than at its beginning, and so on. */
  private static final double STICKY = 0.05;

  private static final Duration LOST = Duration.ofMinutes(1);

  private final GuardSample normal;
  private final GuardSample restricted;

  /** The one of both that guards are chosen from. */
  private GuardSample sample;

  private boolean decided;
  private boolean warned;
  private Predicate<RelayEntry> allowed = entry -> true;
  private final SecureRandom random;
  private final GuardListener listener;

  /** In the order of sampling. */
  private List<SampledGuard> primary = List.of();

  private boolean primaryIsCurrent;
  private final List<CircuitGuard> circuits = new ArrayList<>();
  private final Map<RsaIdentity, Instant> lost = new HashMap<>();
  private Instant lastBuilt = Instant.MIN;

  /**
   * A selection that knows of no guard.
   *
   * @param version what is written down as having sampled a guard; a word
   */
  public GuardSelection(
      InstantSource clock, SecureRandom random, String version, GuardListener listener) {
    this.normal = new GuardSample(Kind.NORMAL, clock, random, version, listener);
    this.restricted = new GuardSample(Kind.RESTRICTED, clock, random, version, listener);
    this.sample = normal;
    this.random = random;
    this.listener = listener;
  }

  /** Whether a circuit by a guard can be used. */
  public enum Usable {
    /** At once. */
    NOW,
    /** Not while a better guard may answer: {@link #released} tells. */
    LATER,
    /** Its guard was forgotten meanwhile. */
    NEVER
  }

  /**
   * Takes over what a state file says, before anything else is asked.
   *
   * @param values of its {@code Guard} lines; those of other sets of guards are passed by
   * @return how many of them say nothing that can be read
   */
  public int restore(List<String> values) {
    Map<String, List<GuardLine>> lines = new HashMap<>();
    int refused = 0;
    for (String value : values) {
      try {
        GuardLine line = GuardLine.read(value, sample.now());
        lines.computeIfAbsent(line.selection(), word -> new ArrayList<>()).add(line);
      } catch (DecodeException e) {
        refused++;
      }
    }
    for (GuardSample each : List.of(normal, restricted)) {
      each.restore(lines.getOrDefault(each.kind().word(), List.of()));
      each.numberConfirmed();
    }
    primaryIsCurrent = false;
    return refused;
  }

  /** The values of its {@code Guard} lines, in the order of sampling. */
  public List<String> lines() {
    List<String> values = new ArrayList<>(normal.lines());
    values.addAll(restricted.lines());
    return values;
  }

  /** How the sampled guards fare, in the order of sampling. */
  public List<GuardStatus> statuses() {
    return sample.guards().stream().map(SampledGuard::status).toList();
  }

  /** Forgets the guards that it chooses from: others are drawn when one is wanted. */
  public void forget() {
    sample.forgetAll();
    primary = List.of();
    primaryIsCurrent = false;
    listener.changed();
  }

  /** Whether a line is one of these, or cannot be read: then {@link #lines} replaces it. */
  public boolean replaces(String value) {
    try {
      String word = GuardLine.read(value, sample.now()).selection();
      return Stream.of(Kind.values()).anyMatch(kind -> kind.word().equals(word));
    } catch (DecodeException e) {
      return true;
    }
  }

  /** Chooses none but these, from the next view of the network on. */
  public void only(Predicate<RelayEntry> those) {
    allowed = those;
    normal.only(those);
    restricted.only(those);
  }

  /** Says and does this where a guard fails many circuits; before {@link #restore}. */
  public void judge(BiasSettings settings) {
    normal.judge(settings);
    restricted.judge(settings);
  }

  /** Chooses by this view of the network from now on. */
  public void use(NetworkView view) {
    if (view == sample.view()) {
      return;
    }
    GuardSample fitting = fitting(view);
    if (fitting != sample) {
      sample = fitting;
      primary = List.of();
    }
    boolean changed = sample.use(view);
    sample.numberConfirmed();
    updatePrimary();
    if (changed) {
      listener.changed();
    }
  }

  /**
   * As in C tor: the user's own guards are drawn where less than a fifth of all are left to choose
   * from, and in between it stays as it is.
   */
  private GuardSample fitting(NetworkView view) {
    if (!view.consensus().lifetime().isReasonablyLive(sample.now())) {
      return sample;
    }
    List<RelayEntry> all = view.wanted().stream().filter(GuardSample::isPossibleGuard).toList();
    long left = all.stream().filter(allowed).count();
    Parameters said = view.parameters();
    double few =
        all.size() * said.get(NetworkParameter.GUARD_MEANINGFUL_RESTRICTION_PERCENT) / 100.0;
    double veryFew =
        all.size() * said.get(NetworkParameter.GUARD_EXTREME_RESTRICTION_PERCENT) / 100.0;
    if (left < (int) veryFew && !warned) {
      warned = true;
      log.warn(
          "The options leave {} of {} guards to choose from: that makes this client stand out",
          left,
          all.size());
    }
    double sticky = decided ? STICKY : 0;
    decided = true;
    if (left >= (int) (few * (1 + sticky))) {
      return normal;
    }
    return left < (int) (few * (1 - sticky)) ? restricted : sample;
  }

  /**
   * Whether a primary guard that a circuit would go by has no microdescriptor yet: then it is
   * better to wait for it than to go by the next one.
   */
  public boolean awaitsMicrodescriptors() {
    int toCheck = sample.parameters().choices(GuardUsage.CIRCUIT) + 1;
    return primaries().stream()
        .filter(guard -> guard.reachability() != Reachability.NO)
        .limit(toCheck)
        .anyMatch(guard -> relay(guard) == null);
  }

  /**
   * A guard for a circuit or a directory request.
   *
   * @return empty where none is left: all of them may be tried again from now on
   */
  public Optional<CircuitGuard> choose(GuardUsage usage, GuardRestriction restriction) {
    Predicate<SampledGuard> obeys = guard -> restriction.allows(guard.identity(), relay(guard));
    Predicate<SampledGuard> known = guard -> usage == GuardUsage.DIRECTORY || relay(guard) != null;
    State state = State.USABLE_ON_COMPLETION;
    SampledGuard guard = choosePrimary(usage, restriction, obeys, known);
    if (guard == null) {
      state = State.USABLE_IF_NO_BETTER_GUARD;
      guard = chooseOther(obeys, known);
    }
    RelayEntry entry = guard == null ? null : sample.entry(guard);
    if (guard == null || entry == null) {
      sample.guards().forEach(SampledGuard::maybeReachable);
      return Optional.empty();
    }
    Instant now = sample.now();
    guard.tried(now);
    CircuitGuard chosen = new CircuitGuard(guard, entry, restriction, state, now);
    if (usage == GuardUsage.CIRCUIT) {
      circuits.add(chosen);
    }
    return Optional.of(chosen);
  }

  private @Nullable SampledGuard choosePrimary(
      GuardUsage usage,
      GuardRestriction restriction,
      Predicate<SampledGuard> obeys,
      Predicate<SampledGuard> known) {
    int wanted = sample.parameters().choices(usage);
    List<SampledGuard> found = new ArrayList<>();
    int considered = 0;
    for (SampledGuard guard : primaries()) {
      if (!obeys.test(guard)) {
        // A path that leads elsewhere must not draw circuits to further guards where one is there.
        if (!(restriction instanceof GuardRestriction.Directory)
            && ++considered >= wanted
            && !found.isEmpty()) {
          break;
        }
      } else if (guard.reachability() != Reachability.NO && known.test(guard)) {
        guard.tried(sample.now());
        found.add(guard);
        if (++considered >= wanted) {
          break;
        }
      }
    }
    return found.isEmpty() ? null : found.get(random.nextInt(found.size()));
  }

  /** The first confirmed guard that no circuit waits for, or else the first sampled one. */
  private @Nullable SampledGuard chooseOther(
      Predicate<SampledGuard> obeys, Predicate<SampledGuard> known) {
    Predicate<SampledGuard> free =
        guard -> !guard.primary && guard.isUsable() && !guard.pending && known.test(guard);
    SampledGuard chosen =
        first(free.and(SampledGuard::isConfirmed).and(obeys))
            .or(
                () -> {
                  expandFor(obeys);
                  return first(free.and(guard -> !guard.isConfirmed()).and(obeys));
                })
            .orElse(null);
    if (chosen != null) {
      chosen.pending = true;
    }
    return chosen;
  }

  private Optional<SampledGuard> first(Predicate<SampledGuard> wanted) {
    sample.guards().forEach(guard -> guard.considerRetry(sample.now()));
    return sample.guards().stream().filter(wanted).findFirst();
  }

  private void expandFor(Predicate<SampledGuard> obeys) {
    if (sample.usable(obeys) < sample.parameters().leastUsable()) {
      sample.expand();
    }
  }

  /** The circuit was built, or the directory answered. */
  public Usable succeeded(CircuitGuard built) {
    SampledGuard guard = built.guard();
    Instant now = sample.now();
    if (guard.removed) {
      return Usable.NEVER;
    }
    boolean wasOffline = lastBuilt.isBefore(now.minus(sample.parameters().offlineAfter()));
    lastBuilt = now;
    lost.remove(guard.identity());
    if (guard.reachability() != Reachability.YES) {
      listener.guard(guard.identity(), GuardEvent.UP);
    }
    guard.reached();
    if (!guard.isConfirmed()) {
      confirm(guard);
    }
    boolean usable = built.state() != State.USABLE_IF_NO_BETTER_GUARD || guard.primary;
    built.become(usable ? State.COMPLETE : State.WAITING_FOR_BETTER_GUARD, now);
    if (!guard.primary && wasOffline) {
      primaries().forEach(SampledGuard::maybeReachable);
    }
    return usable ? Usable.NOW : Usable.LATER;
  }

  /** A link to it ended that circuits were on: it may be no more, and is not blamed for it. */
  public void linkLost(CircuitGuard used) {
    lost.put(used.identity(), sample.now());
  }

  /**
   * Whether a link to this relay ended or failed within the last minute, and none came about since.
   * It may be no more, and then circuits that are to pass it hang: relays of C tor may keep what
   * they know of that to themselves until something else is to be said.
   */
  public boolean isLost(RsaIdentity relay) {
    Instant when = lost.get(relay);
    Instant now = sample.now();
    return when != null && !when.isAfter(now) && now.isBefore(when.plus(LOST));
  }

  /** No link to it came about: it is left alone for some time; whether that is news. */
  public boolean unreachable(CircuitGuard failed) {
    SampledGuard guard = failed.guard();
    boolean news = guard.reachability() != Reachability.NO && !guard.removed;
    guard.unreachable(sample.now());
    lost.values().removeIf(when -> !sample.now().isBefore(when.plus(LOST)));
    lost.put(guard.identity(), sample.now());
    ended(failed);
    if (news) {
      listener.guard(guard.identity(), GuardEvent.DOWN);
    }
    return news;
  }

  /** The circuit is no more, or never came about for a reason that says nothing of its guard. */
  public void ended(CircuitGuard over) {
    if (over.state() != State.DEAD) {
      over.guard().pending = false;
      over.become(State.DEAD, sample.now());
      circuits.remove(over);
    }
  }

  /** The circuits that waited for a better guard, and may be used from now on. */
  public List<CircuitGuard> released() {
    if (!areAllPrimariesDown()) {
      return List.of();
    }
    List<CircuitGuard> released = new WaitingCircuits(circuits, sample).released();
    released.forEach(circuit -> circuit.become(State.COMPLETE, sample.now()));
    return released;
  }

  /** Whether a circuit has waited for a better guard for so long that it is closed. */
  public boolean isExpired(CircuitGuard circuit) {
    return circuit.state() == State.WAITING_FOR_BETTER_GUARD
        && circuit.since().isBefore(sample.now().minus(sample.parameters().idleTimeout()));
  }

  /** Whether no primary guard may be reachable. */
  public boolean areAllPrimariesDown() {
    return primaries().stream().allMatch(guard -> guard.reachability() == Reachability.NO);
  }

  /** The relay as paths know it; null where its microdescriptor is not known. */
  private @Nullable Relay relay(SampledGuard guard) {
    NetworkView view = sample.view();
    return view == null ? null : view.relay(guard.identity()).orElse(null);
  }

  private List<SampledGuard> primaries() {
    if (!primaryIsCurrent || primary.stream().anyMatch(guard -> guard.bias().isDisabled())) {
      updatePrimary();
    }
    primary.forEach(guard -> guard.considerRetry(sample.now()));
    return primary;
  }

  private void confirm(SampledGuard guard) {
    guard.confirmedOn = sample.blurred(sample.parameters().lifetime().dividedBy(10));
    guard.confirmedIndex = (int) sample.guards().stream().filter(SampledGuard::isConfirmed).count();
    // It may take the place of a primary guard that is not.
    updatePrimary();
    listener.changed();
  }

  /** The first confirmed ones, then those that were primary, then the next of the sample. */
  private void updatePrimary() {
    primaryIsCurrent = true;
    int most = sample.parameters().primaries();
    List<SampledGuard> next = new ArrayList<>();
    sample.guards().stream()
        .filter(guard -> guard.isConfirmed() && guard.isFiltered())
        .limit(most)
        .forEach(next::add);
    primary.stream()
        .filter(guard -> !guard.removed && guard.isFiltered() && !next.contains(guard))
        .limit(most - next.size())
        .forEach(next::add);
    if (next.size() < most) {
      expandFor(guard -> true);
      first(guard -> false);
      sample.guards().stream()
          .filter(guard -> guard.isUsable() && !guard.isConfirmed() && !next.contains(guard))
          .limit(most - next.size())
          .forEach(next::add);
    }
    sample.guards().forEach(guard -> guard.primary = false);
    next.forEach(guard -> guard.primary = true);
    primary = sample.guards().stream().filter(guard -> guard.primary).toList();
  }
}
