package org.tropea.crypto.handshake;

/**
 * What a client has after a handshake with a hop.
 *
 * @param keys the same bytes the relay has
 * @param extensions what the relay says to the client's extensions, proven by the handshake; empty
 *     where the handshake carries none
 */
public record HandshakeResult(KeyStream keys, byte[] extensions) {
  /** Of a handshake that carries no extensions. */
  static HandshakeResult withoutExtensions(KeyStream keys) {
    return new HandshakeResult(keys, new byte[0]);
  }
}
