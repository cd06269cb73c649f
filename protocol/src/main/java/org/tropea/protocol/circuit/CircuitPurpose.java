package org.tropea.protocol.circuit;

/** What a circuit is begun for. */
public enum CircuitPurpose {
  /** Streams to hosts. */
  GENERAL,
  /** Streams to hosts, as a leg of a conflux set. */
  CONFLUX,
  /** Directory requests to its only relay. */
  DIRECTORY
}
