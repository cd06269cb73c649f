package org.tropea.protocol.circuit;

import org.tropea.protocol.stream.StreamWatch;

/** Who watches what a node begins: its circuits, and the streams on them. Immutable. */
public record OriginWatch(CircuitWatch circuits, StreamWatch streams) {
  /** Nobody is told. */
  public static OriginWatch silent() {
    return new OriginWatch(CircuitWatch.silent(), StreamWatch.silent());
  }
}
