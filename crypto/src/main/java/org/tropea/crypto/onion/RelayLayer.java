package org.tropea.crypto.onion;

import org.jspecify.annotations.Nullable;

/**
 * What a relay shares with the client of a circuit; relay cell bodies, 509 bytes, change in place.
 *
 * <p>Every method advances a cipher, so cells must pass in the order they have on the wire. For one
 * thread.
 */
public interface RelayLayer {
  /** Removes this layer from a forward cell; its tag if it was sealed for us, null otherwise. */
  byte @Nullable [] decrypt(byte[] body);

  /** Seals a cell for the client; returns its tag, 20 bytes, for the SENDME that will answer it. */
  byte[] originate(byte[] body);

  /** Adds this layer to a backward cell that passes through. */
  void encrypt(byte[] body);
}
