package org.tropea.authority.consensus;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tropea.directory.document.Vote;

/** Which rules a consensus is made by (dir-spec 3.8.1). */
public final class Method {
  /** From this method on, the microdescriptor flavour says no times of descriptors. */
  static final int HIDDEN_TIMES = 33;

  /** From this method on, there are no {@code package} lines. */
  static final int NO_PACKAGES = 34;

  /** The last method that clients before C tor 0.4.9 understand. */
  private static final int NEWEST_FOR_048 = 35;

  private static final int OLDEST = 32;
  private static final int NEWEST = 37;

  private Method() {}

  /** All methods that we know, ascending. */
  public static SortedSet<Integer> known() {
    return upTo(NEWEST);
  }

  /** Those of them that clients of C tor 0.4.8 understand. */
  public static SortedSet<Integer> knownTo048() {
    return upTo(NEWEST_FOR_048);
  }

  private static SortedSet<Integer> upTo(int newest) {
    SortedSet<Integer> known = new TreeSet<>();
    for (int method = OLDEST; method <= newest; method++) {
      known.add(method);
    }
    return Collections.unmodifiableSortedSet(known);
  }

  /**
   * The highest method that more than two thirds of the votes support. Where we do not support it,
   * the newest that we do: the others will then not sign what we make, and the operator has to
   * upgrade.
   *
   * @param supported at least one
   */
  static int of(Collection<Vote> votes, SortedSet<Integer> supported) {
    TreeMap<Integer, Integer> supporters = new TreeMap<>();
    for (Vote vote : votes) {
      vote.header().methods().forEach(method -> supporters.merge(method, 1, Integer::sum));
    }
    int enough = votes.size() * 2 / 3;
    supporters.values().removeIf(count -> count <= enough);
    int highest = supporters.isEmpty() ? 1 : supporters.lastKey();
    return supported.contains(highest) ? highest : supported.last();
  }
}
