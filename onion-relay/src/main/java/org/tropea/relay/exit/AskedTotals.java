package org.tropea.relay.exit;

import java.util.Map;

/**
 * What was asked of an exit since it started. Immutable.
 *
 * @param allowed streams that the policy let go on, and were connected or not
 * @param resolves names that clients had looked up
 * @param portsExhausted connections that failed because this machine had no port left
 * @param questions to name servers
 * @param results what became of these
 */
public record AskedTotals(
    long allowed,
    long resolves,
    long portsExhausted,
    long questions,
    Map<NameResult, Long> results) {
  /** Keeps its own copy. */
  public AskedTotals {
    results = Map.copyOf(results);
  }

  /** How many questions ended so. */
  public long of(NameResult result) {
    return results.getOrDefault(result, 0L);
  }
}
