package org.tropea.onionservice.effort;

/** What an instruction of a HashX program does, and what a processor needs for it. */
enum Operation {
  /** The high half of an unsigned product. */
  UNSIGNED_HIGH(4, Ports.P1, Ports.P5),
  /** The high half of a signed product. */
  SIGNED_HIGH(4, Ports.P1, Ports.P5),
  MULTIPLY(3, Ports.P1, 0),
  SUBTRACT(1, Ports.ANY, 0),
  XOR(1, Ports.ANY, 0),
  /** Adds a register that is shifted by 0 to 3 bits. */
  ADD_SHIFTED(1, Ports.P0 | Ports.P1, 0),
  ROTATE(1, Ports.P0 | Ports.P5, 0),
  ADD_CONSTANT(1, Ports.ANY, 0),
  XOR_CONSTANT(1, Ports.ANY, 0),
  /** Where the next branch leads to. */
  TARGET(1, Ports.ANY, Ports.ANY),
  /** Goes back to the target where bits of the last high half are zero, once in all. */
  BRANCH(1, Ports.ANY, Ports.ANY);

  /** Cycles until the result can be used. */
  final int latency;

  /** Ports for the first step, and for the second; 0 where there is none. */
  final int first;

  final int second;

  Operation(int latency, int first, int second) {
    this.latency = latency;
    this.first = first;
    this.second = second;
  }

  boolean isHigh() {
    return this == UNSIGNED_HIGH || this == SIGNED_HIGH;
  }

  boolean isMultiplication() {
    return isHigh() || this == MULTIPLY;
  }

  /** Reads a second register. */
  boolean hasSource() {
    return isMultiplication() || this == SUBTRACT || this == XOR || this == ADD_SHIFTED;
  }

  /** Changes a register. */
  boolean hasDestination() {
    return this != TARGET && this != BRANCH;
  }

  /** Which operations count as the same one, where the same may not follow. */
  Operation kind() {
    return this == SUBTRACT ? ADD_SHIFTED : this;
  }

  /** The steps that it takes, of three that fit into a cycle. */
  int steps() {
    return second == 0 ? 1 : 2;
  }
}
