package org.tropea.relay.rendezvous;

import java.util.Map;

/**
 * What a relay did for onion services since it started. Immutable.
 *
 * @param events how often each thing happened
 * @param carried relay cells between circuits that met
 */
public record OnionServiceTotals(Map<OnionServiceEvent, Long> events, long carried) {
  /** Keeps its own copy. */
  public OnionServiceTotals {
    events = Map.copyOf(events);
  }

  /** How often this happened. */
  public long of(OnionServiceEvent event) {
    return events.getOrDefault(event, 0L);
  }
}
