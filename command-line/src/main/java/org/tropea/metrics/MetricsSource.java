package org.tropea.metrics;

import java.util.List;

/** Somebody who knows figures: a node, or the machine it runs on. */
public interface MetricsSource {
  /**
   * The current figures. Called on the {@link MetricsPort}'s thread; reads counters and never
   * waits.
   */
  List<Family> families();
}
