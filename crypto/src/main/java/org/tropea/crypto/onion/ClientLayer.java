package org.tropea.crypto.onion;

import org.jspecify.annotations.Nullable;

/**
 * What a client shares with one hop of its circuit; relay cell bodies, 509 bytes, change in place.
 *
 * <p>Every method advances a cipher, so cells must pass in the order they have on the wire, and is
 * told the command of the cell, RELAY or RELAY_EARLY, which some layers seal as well. A tag is what
 * the SENDME for a cell names; it has the length of its layer, and the layer's next cell may
 * overwrite it: whoever keeps one copies it. For one thread.
 */
public interface ClientLayer {
  /** Seals a cell for this hop; its tag. */
  byte[] originate(int command, byte[] body);

  /** Adds this layer to a cell for a hop further on. */
  void encrypt(int command, byte[] body);

  /** Removes this layer from an inbound cell; its tag if this hop sealed it, null otherwise. */
  byte @Nullable [] decrypt(int command, byte[] body);
}
