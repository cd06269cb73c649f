package org.tropea.protocol.flow;

/**
 * How many cells of a circuit may wait for a channel (row F12). Immutable.
 *
 * @param inward that go to the circuit's origin; with more, the circuit is killed
 * @param outward that go away from it
 * @param blocked with so many waiting, nothing more is taken from the circuit's streams
 * @param unblocked until no more than so many are left
 */
public record CellQueues(int inward, int outward, int blocked, int unblocked) {
  /** Those of a network that does not say. */
  public static final CellQueues USUAL = new CellQueues(2500, 2500, 256, 10);
}
