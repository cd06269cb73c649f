package org.tropea.relay.circuit;

import java.util.Map;

/**
 * What single cells and messages led to at a relay since it started. Immutable.
 *
 * @param handshakes by kind
 * @param destroys DESTROY cells that came of circuits that there were
 * @param violations circuits that ended because their origin broke the protocol
 * @param directoryStreams those that were opened to its directory server
 * @param serviceTurnsRefused circuits that asked for a second descriptor of an onion service
 */
public record CellTotals(
    Map<HandshakeKind, HandshakeTotals> handshakes,
    long destroys,
    long violations,
    long directoryStreams,
    long serviceTurnsRefused) {
  /** Keeps its own copy. */
  public CellTotals {
    handshakes = Map.copyOf(handshakes);
  }

  /** Those of one kind. */
  public HandshakeTotals of(HandshakeKind kind) {
    return handshakes.getOrDefault(kind, new HandshakeTotals(0, 0));
  }
}
