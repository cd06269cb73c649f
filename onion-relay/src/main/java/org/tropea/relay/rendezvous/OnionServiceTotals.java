package org.tropea.relay.rendezvous;

import java.util.Map;

/** How often each thing happened since a relay started. Immutable. */
public record OnionServiceTotals(Map<OnionServiceEvent, Long> events) {
  /** Keeps its own copy. */
  public OnionServiceTotals {
    events = Map.copyOf(events);
  }

  /** How often this happened. */
  public long of(OnionServiceEvent event) {
    return events.getOrDefault(event, 0L);
  }
}
