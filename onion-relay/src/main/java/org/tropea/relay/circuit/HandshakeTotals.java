package org.tropea.relay.circuit;

/**
 * What became of the handshakes of one kind. Immutable.
 *
 * @param answered computed, whether they came to anything or not
 * @param dropped refused unseen, because they would have had to wait too long
 */
public record HandshakeTotals(long answered, long dropped) {}
