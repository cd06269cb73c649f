package org.tropea.protocol.channel;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Circuits take turns, one cell each. */
final class RoundRobin implements CircuitTurns {
  private final Queue<ChannelCircuit> waiting = new ArrayDeque<>();

  @Override
  public void add(ChannelCircuit circuit) {
    waiting.add(circuit);
  }

  @Override
  public @Nullable ChannelCircuit next() {
    return waiting.poll();
  }

  @Override
  public void clear() {
    waiting.clear();
  }
}
