package org.tropea.protocol.circuit;

/**
 * Who is told of the circuits that this node begins; docs/decisions/observers.md says what all
 * observers have in common. Called on the loop of the circuit, and must not block.
 *
 * <p>A circuit is launched, extended by each hop, the first too, and built with the last one. It
 * ends once: failed before it is built, closed after. One for a conflux set is linked in between.
 */
public interface CircuitObserver {
  /** Told nothing. */
  CircuitObserver NONE = new CircuitObserver() {};

  /** A circuit is wanted; there may be no link yet to its first relay. */
  default void launched(CircuitFacts circuit) {}

  /**
   * The handshake with one more relay of its path is done.
   *
   * @param hops how many relays it passes now
   */
  default void extended(CircuitFacts circuit, int hops) {}

  /** It passes all relays of its path. */
  default void built(CircuitFacts circuit) {}

  /**
   * A circuit that was built for another purpose is used for this one. Its path may be longer than
   * it was: then it is extended, and built a second time.
   */
  default void cannibalized(CircuitFacts circuit, CircuitPurpose before) {}

  /** Its user says that it is for this purpose from now on. */
  default void assigned(CircuitFacts circuit, CircuitPurpose before) {}

  /**
   * It is a leg of a conflux set now, and carries streams together with the others.
   *
   * @param set the number of the leg that is the first of its set
   */
  default void linked(CircuitFacts circuit, long set) {}

  /** It is given up before it was built. */
  default void failed(CircuitFacts circuit, CloseReason why) {}

  /**
   * It is closed.
   *
   * @param carried all that crossed it
   */
  default void closed(CircuitFacts circuit, CloseReason why, CircuitTraffic carried) {}
}
