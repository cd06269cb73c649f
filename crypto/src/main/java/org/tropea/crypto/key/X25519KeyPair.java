package org.tropea.crypto.key;

import java.security.SecureRandom;

/** An X25519 private key with its public key, so that the latter is computed once. */
public record X25519KeyPair(X25519PublicKey publicKey, X25519PrivateKey privateKey) {
  /** The pair of {@code privateKey}. */
  public static X25519KeyPair of(Curve25519 curve, X25519PrivateKey privateKey) {
    return new X25519KeyPair(curve.publicKey(privateKey), privateKey);
  }

  /** A fresh pair. */
  public static X25519KeyPair generate(Curve25519 curve, SecureRandom random) {
    return of(curve, X25519PrivateKey.generate(random));
  }
}
