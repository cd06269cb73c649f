package org.tropea.client.guard;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.RelayEntry;
import org.tropea.directory.document.RelayFlag;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.network.Parameters;
import org.tropea.directory.network.Position;
import org.tropea.directory.network.WeightedChoice;

/**
 * The guards that were drawn from the network, in the order in which they were, and the network
 * they are drawn from (guard-spec 4.2 and 4.3). Confined to the loop of its selection.
 */
final class GuardSample {
  private final Kind kind;
  private final InstantSource clock;
  private final SecureRandom random;
  private final String version;
  private final GuardListener listener;
  private final List<SampledGuard> guards = new ArrayList<>();

  private @Nullable NetworkView view;
  private @Nullable Consensus consensus;
  private Map<RsaIdentity, RelayEntry> possible = Map.of();
  private Predicate<RelayEntry> allowed = entry -> true;
  private GuardParameters parameters = GuardParameters.of(Parameters.NONE);
  private BiasSettings biasSettings = BiasSettings.USUAL;
  private BiasLimits biasLimits = BiasLimits.of(biasSettings, Parameters.NONE);

  /** Whom guards are drawn from; the words are those of C tor's state file. */
  enum Kind {
    /** Anybody, so that no sample tells what its user allows. */
    NORMAL("default"),
    /** Those whom the user allows, who are few. */
    RESTRICTED("restricted");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  GuardSample(
      Kind kind, InstantSource clock, SecureRandom random, String version, GuardListener listener) {
    this.kind = kind;
    this.clock = clock;
    this.random = random;
    this.version = version;
    this.listener = listener;
  }

  Kind kind() {
    return kind;
  }

  /** The values of its {@code Guard} lines, in the order of sampling. */
  List<String> lines() {
    List<String> values = new ArrayList<>();
    for (SampledGuard guard : guards) {
      values.add(guard.line(kind.word(), values.size()).write());
    }
    return values;
  }

  /** Gives those that are confirmed the numbers from 0 on, in their order. */
  void numberConfirmed() {
    List<SampledGuard> confirmed =
        guards.stream()
            .filter(SampledGuard::isConfirmed)
            .sorted(Comparator.comparingInt(guard -> guard.confirmedIndex))
            .toList();
    for (int i = 0; i < confirmed.size(); i++) {
      confirmed.get(i).confirmedIndex = i;
    }
  }

  /** In the order of sampling. */
  List<SampledGuard> guards() {
    return Collections.unmodifiableList(guards);
  }

  GuardParameters parameters() {
    return parameters;
  }

  Instant now() {
    return clock.instant();
  }

  /** Others than these are never used; a normal sample has them all the same, as by C tor. */
  void only(Predicate<RelayEntry> those) {
    allowed = those;
  }

  /** What the user says of path bias. */
  void judge(BiasSettings settings) {
    biasSettings = settings;
    biasLimits = BiasLimits.of(settings, Parameters.NONE);
  }

  private GuardBias bias(GuardLine line) {
    return new GuardBias(line.bias(), () -> biasLimits, listener::changed);
  }

  @Nullable NetworkView view() {
    return view;
  }

  /** What the consensus says of a guard that is listed. */
  @Nullable RelayEntry entry(SampledGuard guard) {
    return possible.get(guard.identity());
  }

  /** What the state file kept, in any order; guards without a place are behind the others. */
  void restore(List<GuardLine> lines) {
    List<GuardLine> ordered = new ArrayList<>(lines);
    ordered.sort(
        Comparator.comparingInt(
            line -> line.sampledIndex() < 0 ? Integer.MAX_VALUE : line.sampledIndex()));
    Set<RsaIdentity> known = new HashSet<>();
    guards.forEach(guard -> known.add(guard.identity()));
    for (GuardLine line : ordered) {
      if (known.add(line.identity())) {
        guards.add(new SampledGuard(line, bias(line)));
      }
    }
  }

  /**
   * The network as it is known now: notes who is listed, and forgets whoever has had his time.
   *
   * @return whether what the state file keeps has changed
   */
  boolean use(NetworkView next) {
    view = next;
    parameters = GuardParameters.of(next.parameters());
    biasLimits = BiasLimits.of(biasSettings, next.parameters());
    if (consensus != next.consensus()) {
      consensus = next.consensus();
      possible = new HashMap<>();
      for (RelayEntry entry : next.wanted()) {
        if (isPossibleGuard(entry)) {
          possible.put(entry.identity(), entry);
        }
      }
    }
    boolean changed = false;
    if (isTimely()) {
      for (SampledGuard guard : guards) {
        changed |= noteListed(guard);
      }
      changed |= forget(now());
    }
    for (SampledGuard guard : guards) {
      RelayEntry entry = possible.get(guard.identity());
      guard.filter(guard.listed && entry != null && allowed.test(entry));
      guard.considerRetry(now());
    }
    return changed;
  }

  /** Whether the network offers it as a guard. */
  static boolean isPossibleGuard(RelayEntry entry) {
    return entry.has(RelayFlag.GUARD)
        && entry.has(RelayFlag.STABLE)
        && entry.has(RelayFlag.FAST)
        && entry.has(RelayFlag.VALID)
        && entry.has(RelayFlag.V2_DIR);
  }

  /** Nothing is concluded from a consensus that is a day too old, or too young. */
  private boolean isTimely() {
    Consensus current = consensus;
    return current != null && current.lifetime().isReasonablyLive(now());
  }

  private boolean noteListed(SampledGuard guard) {
    boolean listed = possible.containsKey(guard.identity());
    if (listed == guard.listed && listed == (guard.unlistedSince == null)) {
      return false;
    }
    guard.listed = listed;
    guard.unlistedSince = listed ? null : blurred(parameters.unlistedFor().dividedBy(5));
    return true;
  }

  private boolean forget(Instant now) {
    List<SampledGuard> old = new ArrayList<>();
    for (SampledGuard guard : guards) {
      Instant unlisted = guard.unlistedSince;
      Instant confirmed = guard.confirmedOn;
      boolean expired =
          confirmed == null
              ? guard.sampledOn().isBefore(now.minus(parameters.lifetime()))
              : confirmed.isBefore(now.minus(parameters.confirmedFor()));
      if (expired || (unlisted != null && unlisted.isBefore(now.minus(parameters.unlistedFor())))) {
        guard.removed = true;
        old.add(guard);
      }
    }
    return guards.removeAll(old);
  }

  /** Forgets all of them. */
  void forgetAll() {
    guards.forEach(guard -> guard.removed = true);
    guards.clear();
  }

  /** A moment of the time before now, so that no file tells when something happened. */
  Instant blurred(Duration most) {
    Instant now = now().truncatedTo(ChronoUnit.SECONDS);
    return now.minusSeconds(1 + random.nextLong(Math.max(1, most.toSeconds())));
  }

  /** How many can be used, and obey the restriction. */
  long usable(Predicate<SampledGuard> fits) {
    return guards.stream().filter(guard -> guard.isUsable() && fits.test(guard)).count();
  }

  /** Draws guards until enough of them can be used, or no more may be drawn. */
  void expand() {
    NetworkView current = view;
    if (current == null || !isTimely()) {
      return;
    }
    Map<RsaIdentity, RelayEntry> left = new HashMap<>(possible);
    guards.forEach(guard -> left.remove(guard.identity()));
    // By identity: whoever knows the randomness knows the choice.
    List<RelayEntry> eligible = new ArrayList<>();
    current.wanted().stream()
        .filter(entry -> left.containsKey(entry.identity()))
        .forEach(eligible::add);
    int all = possible.size();
    if (kind == Kind.RESTRICTED) {
      // Drawn from all, few would be of use.
      eligible.removeIf(entry -> !allowed.test(entry));
      all = (int) possible.values().stream().filter(allowed).count();
    }
    int most = parameters.sampleSize(all);
    long usable = usable(guard -> true);
    boolean changed = false;
    while (usable < parameters.leastUsable() && guards.size() < most && !eligible.isEmpty()) {
      if (add(draw(eligible, current))) {
        usable++;
      }
      changed = true;
    }
    if (changed) {
      listener.changed();
    }
  }

  private RelayEntry draw(List<RelayEntry> eligible, NetworkView current) {
    double[] weights =
        eligible.stream()
            .mapToDouble(entry -> current.weights().of(entry, Position.GUARD))
            .toArray();
    return eligible.remove(new WeightedChoice(random).among(weights));
  }

  /** Whether it can be used. */
  private boolean add(RelayEntry entry) {
    Duration blur = parameters.lifetime().dividedBy(10);
    GuardLine line =
        new GuardLine(
            kind.word(),
            entry.identity(),
            entry.nickname(),
            blurred(blur),
            -1,
            version,
            null,
            true,
            null,
            -1,
            BiasCount.none(),
            List.of());
    SampledGuard guard = new SampledGuard(line, bias(line));
    guard.filter(allowed.test(entry));
    guards.add(guard);
    listener.guard(guard.identity(), GuardEvent.NEW);
    return guard.isFiltered();
  }
}
