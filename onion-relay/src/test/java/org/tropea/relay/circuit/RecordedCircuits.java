package org.tropea.relay.circuit;

import java.util.ArrayList;
import java.util.List;
import org.tropea.protocol.cell.DestroyReason;

/** Writes down what it is told of a relay's circuits, a line for each event. */
final class RecordedCircuits implements RelayCircuitObserver {
  final List<String> events = new ArrayList<>();
  final List<RelayCircuitFacts> facts = new ArrayList<>();
  final List<RelayCircuitTraffic> carried = new ArrayList<>();

  @Override
  public void opened(RelayCircuitFacts circuit) {
    facts.add(circuit);
    events.add("opened " + circuit.number());
  }

  @Override
  public void refused(DestroyReason why) {
    events.add("refused: " + why.code());
  }

  @Override
  public void extended(RelayCircuitFacts circuit) {
    events.add("extended " + circuit.number());
  }

  @Override
  public void closed(RelayCircuitFacts circuit, DestroyReason why, RelayCircuitTraffic traffic) {
    events.add("closed %d: %d".formatted(circuit.number(), why.code()));
    carried.add(traffic);
  }
}
