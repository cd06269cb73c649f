package org.tropea.protocol.circuit;

import java.util.ArrayList;
import java.util.List;

/** Writes down what it is told of circuits, a line for each event. */
public final class RecordedCircuits implements CircuitObserver {
  public final List<String> events = new ArrayList<>();
  public final List<CircuitFacts> facts = new ArrayList<>();
  public final List<CircuitTraffic> carried = new ArrayList<>();

  @Override
  public void launched(CircuitFacts circuit) {
    facts.add(circuit);
    events.add("launched " + circuit);
  }

  @Override
  public void extended(CircuitFacts circuit, int hops) {
    events.add("extended " + circuit.number() + " to " + hops);
  }

  @Override
  public void built(CircuitFacts circuit) {
    events.add("built " + circuit.number());
  }

  @Override
  public void cannibalized(CircuitFacts circuit, CircuitPurpose before) {
    events.add("cannibalized " + circuit + ", which was " + before);
  }

  @Override
  public void linked(CircuitFacts circuit, long set) {
    events.add("linked " + circuit.number() + " to " + set);
  }

  @Override
  public void failed(CircuitFacts circuit, CloseReason why) {
    events.add("failed " + circuit.number() + ": " + why);
  }

  @Override
  public void closed(CircuitFacts circuit, CloseReason why, CircuitTraffic traffic) {
    events.add("closed " + circuit.number() + ": " + why);
    carried.add(traffic);
  }
}
