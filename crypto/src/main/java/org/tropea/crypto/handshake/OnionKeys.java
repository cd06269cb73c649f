package org.tropea.crypto.handshake;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.List;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.X25519Agreement;
import org.tropea.crypto.key.X25519KeyPair;
import org.tropea.crypto.key.X25519PublicKey;

/**
 * The onion keys that a relay answers for, ready to agree. A key that it does not have stands in
 * for others, so that time does not tell which it has. Immutable, for any thread.
 */
final class OnionKeys {
  private final List<X25519Agreement> known;
  private final X25519Agreement junk;

  OnionKeys(Curve25519 curve, List<X25519KeyPair> known, SecureRandom random) {
    this.known = known.stream().map(curve::prepare).toList();
    this.junk = curve.prepare(X25519KeyPair.generate(curve, random));
  }

  /** The key that is {@code wanted}, or one for which {@link #isKnown} is false. */
  X25519Agreement find(X25519PublicKey wanted) {
    byte[] bytes = wanted.value().toByteArray();
    X25519Agreement found = junk;
    for (X25519Agreement candidate : known) {
      if (MessageDigest.isEqual(candidate.publicKey().value().toByteArray(), bytes)) {
        found = candidate;
      }
    }
    return found;
  }

  boolean isKnown(X25519Agreement key) {
    return key != junk;
  }
}
