package org.tropea.onionservice.effort;

/**
 * The instructions of one HashX function; immutable once it is made.
 *
 * @param operations 512
 * @param destinations register numbers, 0 to 7
 * @param sources register numbers, 0 to 7
 * @param constants bits to shift or rotate by, a constant, or the bits that a branch looks at
 */
record Program(Operation[] operations, byte[] destinations, byte[] sources, int[] constants) {
  static final int LENGTH = 512;
  static final int REGISTERS = 8;
}
