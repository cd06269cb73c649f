package org.tropea.metrics;

import java.util.List;

/** Somebody who knows figures: a node, or the machine it runs on. */
public interface MetricsSource {
  /** The figures of now. On the thread of the {@link MetricsPort}; reads counters, never waits. */
  List<Family> families();
}
