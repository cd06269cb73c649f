package org.tropea.authority.consensus;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tropea.directory.document.RelayLine;
import org.tropea.directory.document.TorVersion;
import org.tropea.directory.document.Vote;
import org.tropea.directory.document.VoteEntry;

/** Makes each relay's entry from what the votes say of it (dir-spec 3.8). For one consensus. */
final class RelayTally {
  private static final String BAD_EXIT = "BadExit";
  private static final String NO_ED_CONSENSUS = "NoEdConsensus";
  private static final Set<String> NOT_FOR_MIDDLES = Set.of("Exit", "V2Dir", "Guard", "HSDir");
  private static final int ENOUGH = 3;
  private static final int DEFAULT_MAX_UNMEASURED = 20;

  private final int authorities;
  private final int method;
  private final Naming naming;
  private final TreeSet<String> knownFlags = new TreeSet<>();
  private final Map<String, Integer> flagVoters = new HashMap<>();
  private final boolean enoughMeasure;
  private final long maxUnmeasured;
  private final BandwidthTotals totals = new BandwidthTotals();

  RelayTally(List<Vote> votes, int authorities, int method, Map<String, Integer> parameters) {
    this.authorities = authorities;
    this.method = method;
    this.naming = new Naming(votes);
    for (Vote vote : votes) {
      for (String flag : vote.header().knownFlags()) {
        knownFlags.add(flag);
        flagVoters.merge(flag, 1, Integer::sum);
      }
    }
    knownFlags.add(NO_ED_CONSENSUS);
    this.enoughMeasure = votes.stream().filter(RelayTally::measures).count() >= ENOUGH;
    int max = parameters.getOrDefault("maxunmeasuredbw", DEFAULT_MAX_UNMEASURED);
    this.maxUnmeasured = Math.max(1, Integer.toUnsignedLong(max));
  }

  /** All flags that any vote knows, and the one that the consensus adds; sorted. */
  Set<String> knownFlags() {
    return knownFlags;
  }

  /** The bandwidths of all relays that got an entry so far. */
  BandwidthTotals totals() {
    return totals;
  }

  /** The relay's entry; null where it is not to be listed. */
  @Nullable ConsensusEntry entry(Collation.Group group) {
    List<VoteEntry> entries = new ArrayList<>();
    for (VoteEntry entry : group.byVote()) {
      if (entry != null) {
        entries.add(entry);
      }
    }
    PopularRelay popular = new PopularRelay(entries);
    RelayLine line = popular.line();
    line = line.with(nickname(line, entries), line.ipv6());
    Set<String> flags = flags(group, entries, line);
    if (!flags.contains("Running") || !flags.contains("Valid")) {
      return null;
    }
    boolean exit = flags.contains("Exit");
    boolean guard = flags.contains("Guard");
    if (flags.contains("MiddleOnly")) {
      flags.removeAll(NOT_FOR_MIDDLES);
      exit = false;
      guard = false;
      if (knownFlags.contains(BAD_EXIT)) {
        flags.add(BAD_EXIT);
      }
    }
    ConsensusEntry.Weight weight = weight(entries, guard);
    if (weight != null) {
      Integer percent = weight.guardFraction();
      totals.add(
          weight.bandwidth(),
          exit && !flags.contains(BAD_EXIT),
          guard,
          percent == null ? 100 : percent);
    }
    return new ConsensusEntry(
        line,
        popular.microdescriptor(method),
        List.copyOf(flags),
        Opinions.mostFrequent(versions(entries), TorVersion.TEXT_ORDER),
        Opinions.mostFrequent(
            entries.stream().map(VoteEntry::protocols).toList(), Comparator.naturalOrder()),
        weight,
        policy(entries, line));
  }

  /** The name that those give it who say that it is its own, where they agree; its usual name. */
  private static String nickname(RelayLine line, List<VoteEntry> entries) {
    List<String> names =
        entries.stream()
            .filter(entry -> entry.flags().contains(Naming.NAMED))
            .map(entry -> entry.relay().nickname())
            .distinct()
            .toList();
    return names.size() == 1 ? names.get(0) : line.nickname();
  }

  /** The flags that more than half of those who know them give it. */
  private Set<String> flags(Collation.Group group, List<VoteEntry> entries, RelayLine line) {
    TreeSet<String> flags = new TreeSet<>();
    for (String flag : knownFlags) {
      long given = entries.stream().filter(entry -> entry.flags().contains(flag)).count();
      boolean chosen =
          switch (flag) {
            case Naming.NAMED -> naming.isNamed(line.nickname(), line.identity());
            case Naming.UNNAMED -> naming.isUnnamed(line.nickname(), line.identity());
            case NO_ED_CONSENSUS -> group.ed25519Agreed() <= authorities / 2;
            default -> given > flagVoters.getOrDefault(flag, 0) / 2;
          };
      if (chosen) {
        flags.add(flag);
      }
    }
    return flags;
  }

  private static List<String> versions(List<VoteEntry> entries) {
    return entries.stream()
        .map(VoteEntry::version)
        .filter(Objects::nonNull)
        .filter(version -> !version.isEmpty())
        .toList();
  }

  /** Measured by at least three, or else by its own word, which is capped where many measure. */
  private ConsensusEntry.@Nullable Weight weight(List<VoteEntry> entries, boolean guard) {
    List<Integer> fractions = said(entries, entry -> entry.weight().guardFraction());
    Integer fraction = guard && fractions.size() >= ENOUGH ? Opinions.lowMedian(fractions) : null;
    List<Long> measured = said(entries, entry -> entry.weight().measured());
    if (measured.size() >= ENOUGH) {
      return new ConsensusEntry.Weight((int) (long) Opinions.lowMedian(measured), false, fraction);
    }
    List<Long> claimed = said(entries, entry -> entry.weight().bandwidth());
    if (claimed.isEmpty()) {
      return null;
    }
    long bandwidth = Opinions.lowMedian(claimed);
    long capped = enoughMeasure ? Math.min(bandwidth, maxUnmeasured) : bandwidth;
    return new ConsensusEntry.Weight((int) capped, true, fraction);
  }

  /** The policy that goes with the chosen descriptor; where nobody knows it, the usual one. */
  private static @Nullable String policy(List<VoteEntry> entries, RelayLine line) {
    List<String> policies =
        said(
            entries.stream()
                .filter(entry -> entry.relay().descriptor().equals(line.descriptor()))
                .toList(),
            VoteEntry::policy);
    if (policies.isEmpty()) {
      policies = said(entries, VoteEntry::policy);
    }
    return Opinions.mostFrequent(policies, Comparator.naturalOrder());
  }

  private static <T> List<T> said(List<VoteEntry> entries, Function<VoteEntry, @Nullable T> what) {
    List<T> said = new ArrayList<>();
    for (VoteEntry entry : entries) {
      T value = what.apply(entry);
      if (value != null) {
        said.add(value);
      }
    }
    return said;
  }

  private static boolean measures(Vote vote) {
    return vote.entries().stream().anyMatch(entry -> entry.weight().measured() != null);
  }
}
