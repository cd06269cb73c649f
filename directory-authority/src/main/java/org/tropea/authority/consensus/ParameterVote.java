package org.tropea.authority.consensus;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tropea.directory.document.Vote;

/**
 * The network's parameters from those that authorities voted for (dir-spec 3.8, {@code params}).
 */
final class ParameterVote {
  private static final int ENOUGH_VOTES = 3;

  private ParameterVote() {}

  /** The low median of each that at least three, or more than half, of the authorities name. */
  static Map<String, Integer> of(List<Vote> votes, int authorities) {
    Map<String, List<Integer>> named = new HashMap<>();
    for (Vote vote : votes) {
      vote.header()
          .parameters()
          .forEach((name, value) -> named.computeIfAbsent(name, n -> new ArrayList<>()).add(value));
    }
    Map<String, Integer> result = new HashMap<>();
    named.forEach(
        (name, values) -> {
          if (values.size() >= ENOUGH_VOTES || values.size() > authorities / 2) {
            result.put(name, Opinions.lowMedian(values));
          }
        });
    return result;
  }
}
