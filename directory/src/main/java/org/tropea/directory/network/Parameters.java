package org.tropea.directory.network;

import java.util.Map;

/** The network's parameters (dir-spec 3.3, param-spec); immutable. */
public record Parameters(Map<String, Integer> values) {
  /** No parameter set: every lookup gives its default. */
  public static final Parameters NONE = new Parameters(Map.of());

  /** Keeps its own copy. */
  public Parameters {
    values = Map.copyOf(values);
  }

  /** The value of this name, or the default where there is none, moved into the bounds. */
  public int get(String name, int defaultValue, int min, int max) {
    return Math.max(min, Math.min(max, values.getOrDefault(name, defaultValue)));
  }
}
