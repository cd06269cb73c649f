package org.tropea.relay.circuit;

import org.tropea.protocol.cell.DestroyReason;

/**
 * What one circuit of a relay does until its end, as the watch is told.
 *
 * <p>Counts in plain fields, and adds them to those of all circuits once per read and per flush.
 * Confined to the circuit's loop.
 */
final class RelayCircuitTally {
  private final RelayCircuitWatch watch;
  private final RelayCircuitFacts facts;
  private long fromOrigin;
  private long toOrigin;
  private RelayCircuitTraffic told = new RelayCircuitTraffic(0, 0);

  RelayCircuitTally(RelayCircuitWatch watch, RelayCircuitFacts facts) {
    this.watch = watch;
    this.facts = facts;
  }

  void cellCame() {
    fromOrigin++;
  }

  void cellLeft() {
    toOrigin++;
  }

  /** Padding came that no machine here has asked for. */
  void dropCame() {
    watch.dropped();
  }

  void extended() {
    watch.extended(facts);
  }

  /** Adds what is new to the counters of all circuits. */
  void tell() {
    if (fromOrigin != told.fromOrigin() || toOrigin != told.toOrigin()) {
      RelayCircuitTraffic now = new RelayCircuitTraffic(fromOrigin, toOrigin);
      watch.carried(now.since(told));
      told = now;
    }
  }

  void closed(DestroyReason why) {
    tell();
    watch.closed(facts, why, told);
  }
}
