package org.tropea.crypto.onion;

import org.jspecify.annotations.Nullable;

/**
 * What a client shares with one hop of its circuit; relay cell bodies, 509 bytes, change in place.
 *
 * <p>Every method advances a cipher, so cells must pass in the order they have on the wire. For one
 * thread.
 */
public interface ClientLayer {
  /** Seals a cell for this hop; returns its tag, 20 bytes, for the SENDME that will answer it. */
  byte[] originate(byte[] body);

  /** Adds this layer to a cell for a hop further on. */
  void encrypt(byte[] body);

  /** Removes this layer from an inbound cell; its tag if this hop sealed it, null otherwise. */
  byte @Nullable [] decrypt(byte[] body);
}
