package org.tropea.protocol.circuit;

/** What a circuit is begun for. */
public enum CircuitPurpose {
  /** Streams to hosts. */
  GENERAL,
  /** Directory requests to its only relay. */
  DIRECTORY
}
