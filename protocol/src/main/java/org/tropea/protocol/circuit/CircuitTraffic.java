package org.tropea.protocol.circuit;

/**
 * What crossed one circuit, or all of them, at its origin. Immutable.
 *
 * @param cellsIn relay cells that came
 * @param cellsOut relay cells that were sent
 * @param dataIn bytes of streams in them
 * @param dataOut bytes of streams in them
 */
public record CircuitTraffic(long cellsIn, long cellsOut, long dataIn, long dataOut) {
  /** What crossed since {@code earlier}. */
  public CircuitTraffic since(CircuitTraffic earlier) {
    return new CircuitTraffic(
        cellsIn - earlier.cellsIn,
        cellsOut - earlier.cellsOut,
        dataIn - earlier.dataIn,
        dataOut - earlier.dataOut);
  }
}
