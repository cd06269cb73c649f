package org.tropea.directory.network;

import java.util.Map;

/**
 * The network's parameters by name, those too that {@link NetworkParameter} does not know (dir-spec
 * 3.3, param-spec). Immutable.
 */
public record Parameters(Map<String, Integer> values) {
  /** No parameter set: every one has its default. */
  public static final Parameters NONE = new Parameters(Map.of());

  /** Keeps its own copy. */
  public Parameters {
    values = Map.copyOf(values);
  }

  /**
   * The value of this parameter, its default where the network names none, moved into its bounds.
   */
  public int get(NetworkParameter parameter) {
    int value = values.getOrDefault(parameter.word(), parameter.fallback(this));
    return Math.max(parameter.least(this), Math.min(parameter.most(this), value));
  }

  /** Whether a parameter that is 0 or 1 is 1. */
  public boolean has(NetworkParameter parameter) {
    return get(parameter) == 1;
  }
}
