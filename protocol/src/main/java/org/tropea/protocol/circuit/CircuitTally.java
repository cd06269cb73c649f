package org.tropea.protocol.circuit;

import java.util.ArrayList;
import java.util.List;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.linkspec.RelayTarget;

/**
 * What one circuit does from its launch to its end: how far it grew, and what it carries.
 *
 * <p>Counts in plain fields, and adds them to those of all circuits once per read and per flush.
 * Confined to the circuit's loop.
 */
public final class CircuitTally {
  private final CircuitWatch watch;
  private CircuitFacts facts;
  private int hops;
  private boolean built;
  private boolean ended;
  private long cellsIn;
  private long cellsOut;
  private long dataIn;
  private long dataOut;
  private CircuitTraffic told = new CircuitTraffic(0, 0, 0, 0);

  CircuitTally(CircuitWatch watch, CircuitFacts facts) {
    this.watch = watch;
    this.facts = facts;
  }

  /** Which circuit it is. */
  public CircuitFacts facts() {
    return facts;
  }

  /** Whoever builds it gives it up, or closes it for this reason; only the first one counts. */
  public void end(DestroyReason reason) {
    end(CloseReason.local(reason));
  }

  void end(CloseReason why) {
    if (ended) {
      return;
    }
    ended = true;
    tell();
    if (built) {
      watch.closed(facts, why, told);
    } else {
      watch.failed(facts, why);
    }
  }

  void grew() {
    hops++;
    watch.extended(facts, hops);
    if (hops == facts.path().size()) {
      watch.built(facts, built);
      built = true;
    }
  }

  /** It is used for something else than it was begun for, and is to pass those relays too. */
  void become(CircuitPurpose purpose, List<RelayTarget> beyond) {
    CircuitFacts before = facts;
    List<RelayTarget> path = new ArrayList<>(before.path());
    path.addAll(beyond);
    facts = new CircuitFacts(before.number(), purpose, path);
    watch.cannibalized(facts, before.purpose());
  }

  /** It is for something else from now on, by its user's word. */
  void assign(CircuitPurpose purpose) {
    CircuitFacts before = facts;
    facts = new CircuitFacts(before.number(), purpose, before.path());
    watch.assigned(facts, before.purpose());
  }

  /** It is to pass those relays too. */
  void prolong(List<RelayTarget> beyond) {
    List<RelayTarget> path = new ArrayList<>(facts.path());
    path.addAll(beyond);
    facts = new CircuitFacts(facts.number(), facts.purpose(), path);
  }

  void linked(long set) {
    watch.linked(facts, set);
  }

  void cellCame() {
    cellsIn++;
  }

  void cellLeft() {
    cellsOut++;
  }

  /** Padding came that no machine here has asked for. */
  void dropCame() {
    watch.dropped();
  }

  void dataCame(int bytes) {
    dataIn += bytes;
  }

  void dataLeft(int bytes) {
    dataOut += bytes;
  }

  /** Adds what is new to the counters of all circuits. */
  void tell() {
    if (cellsIn != told.cellsIn() || cellsOut != told.cellsOut()) {
      CircuitTraffic now = new CircuitTraffic(cellsIn, cellsOut, dataIn, dataOut);
      watch.carried(now.since(told));
      told = now;
    }
  }
}
