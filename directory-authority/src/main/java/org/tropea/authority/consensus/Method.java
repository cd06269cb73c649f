package org.tropea.authority.consensus;

import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tropea.directory.document.Vote;

/** Which rules a consensus is made by (dir-spec 3.8.1). */
public final class Method {
  /** The first method without package lines, the oldest that we know. */
  public static final int OLDEST = 34;

  /** The first method with {@code family-ids} in microdescriptors, the newest. */
  public static final int NEWEST = 35;

  private Method() {}

  /** All methods that we know, ascending. */
  public static SortedSet<Integer> known() {
    SortedSet<Integer> known = new TreeSet<>();
    for (int method = OLDEST; method <= NEWEST; method++) {
      known.add(method);
    }
    return known;
  }

  /**
   * The highest method that more than two thirds of the votes support. Where we do not know it, our
   * newest: the others will then not sign what we make, and the operator has to upgrade.
   */
  public static int of(Collection<Vote> votes) {
    TreeMap<Integer, Integer> supporters = new TreeMap<>();
    for (Vote vote : votes) {
      vote.header().methods().forEach(method -> supporters.merge(method, 1, Integer::sum));
    }
    int enough = votes.size() * 2 / 3;
    supporters.values().removeIf(count -> count <= enough);
    int highest = supporters.isEmpty() ? 1 : supporters.lastKey();
    return highest >= OLDEST && highest <= NEWEST ? highest : NEWEST;
  }
}
