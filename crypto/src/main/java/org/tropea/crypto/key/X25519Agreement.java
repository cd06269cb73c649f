package org.tropea.crypto.key;

/**
 * An X25519 private key that is ready to agree, as often as one likes: what an implementation has
 * to make of the key before is done once. For any thread; prints nothing.
 */
public interface X25519Agreement {
  /** The public key that belongs to it. */
  X25519PublicKey publicKey();

  /** As {@link Curve25519#agree}. */
  byte[] agree(X25519PublicKey theirs);

  /** Wipes the key, as far as the implementation lets it be wiped. */
  void destroy();
}
