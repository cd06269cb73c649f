package org.tropea.crypto.handshake;

import org.tropea.crypto.bytes.DecodeException;

/** The client's side of one handshake with one hop. Mutable, for one thread; finishes once. */
public interface ClientHandshake {
  /** What the client sends, in CREATE_FAST, CREATE2 or EXTEND2. */
  byte[] request();

  /**
   * What both agree on, from the relay's {@code reply}.
   *
   * @throws DecodeException if the reply has the wrong length or does not prove that the relay
   *     knows its keys: the circuit dies of it
   * @throws IllegalStateException when called again
   */
  HandshakeResult finish(byte[] reply) throws DecodeException;
}
