package org.tropea.protocol.circuit;

/** What a circuit is begun for. */
public enum CircuitPurpose {
  /** Streams to hosts. */
  GENERAL,
  /** Streams to hosts, as a leg of a conflux set. */
  CONFLUX,
  /** Kept for onion services, until it is used for one of the purposes below. */
  INTERNAL,
  /** Streams that a controller gives it, one by one. */
  CONTROLLED,
  /** Directory requests to its only relay. */
  DIRECTORY,
  /** A request for an onion service's descriptor, to its last relay. */
  SERVICE_DIRECTORY,
  /** To be introduced to an onion service by its last relay. */
  INTRODUCTION,
  /** To meet an onion service at its last relay. */
  RENDEZVOUS,
  /** To make its last relay an introduction point of a service of this node. */
  SERVICE_INTRODUCTION,
  /** To meet a client of a service of this node at its last relay. */
  SERVICE_RENDEZVOUS,
  /** To give its last relay the descriptor of a service of this node. */
  SERVICE_PUBLICATION
}
