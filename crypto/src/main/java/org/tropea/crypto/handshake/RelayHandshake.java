package org.tropea.crypto.handshake;

import org.tropea.crypto.bytes.DecodeException;

/** The relay's side of a kind of handshake. Immutable, for any thread. */
public interface RelayHandshake {
  /**
   * The reply to {@code request}, and the keys.
   *
   * @throws DecodeException if the request is not one this relay can answer: the circuit dies of it
   */
  RelayAnswer answer(byte[] request) throws DecodeException;
}
