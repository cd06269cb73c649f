package org.tropea.crypto.onion;

import org.jspecify.annotations.Nullable;

/**
 * What a relay shares with the client of a circuit; relay cell bodies, 509 bytes, change in place.
 *
 * <p>Every method advances a cipher, so cells must pass in the order they have on the wire, and is
 * told the command of the cell, RELAY or RELAY_EARLY, which some layers seal as well. A tag is what
 * the SENDME for a cell names; it has the length of its layer, and the layer's next cell may
 * overwrite it: whoever keeps one copies it. For one thread.
 */
public interface RelayLayer {
  /** Removes this layer from a forward cell; its tag if it was sealed for us, null otherwise. */
  byte @Nullable [] decrypt(int command, byte[] body);

  /** Seals a cell for the client; its tag. */
  byte[] originate(int command, byte[] body);

  /** Adds this layer to a backward cell that passes through. */
  void encrypt(int command, byte[] body);
}
