package org.tropea.crypto.key;

import java.security.SecureRandom;

/**
 * Arithmetic on Curve25519: X25519 agreement and Ed25519 signatures.
 *
 * <p>Two implementations, equal in every result: Conscrypt's native one, and Bouncy Castle's for
 * machines without it. Immutable, for any thread.
 */
public interface Curve25519 {
  /** The fastest that works on this machine. */
  static Curve25519 fastest() {
    return ConscryptCurve25519.available()
        ? new ConscryptCurve25519()
        : new BouncyCastleCurve25519();
  }

  /** What computes it: Conscrypt or Bouncy Castle. */
  String engine();

  /** Whether that is native code, which is faster. */
  boolean isNative();

  /** The public key that belongs to {@code key}. */
  X25519PublicKey publicKey(X25519PrivateKey key);

  /**
   * The 32-byte X25519 shared secret; all zero where {@code theirs} is a point of low order, which
   * a handshake must refuse.
   */
  byte[] agree(X25519PrivateKey ours, X25519PublicKey theirs);

  /** Makes a key ready that will be agreed with more than once. */
  default X25519Agreement prepare(X25519KeyPair ours) {
    return new X25519Agreement() {
      @Override
      public X25519PublicKey publicKey() {
        return ours.publicKey();
      }

      @Override
      public byte[] agree(X25519PublicKey theirs) {
        return Curve25519.this.agree(ours.privateKey(), theirs);
      }

      @Override
      public void destroy() {
        ours.privateKey().destroy();
      }
    };
  }

  /**
   * A fresh key, ready. Native code draws it from the randomness of its own library, which is as
   * good; else it comes from {@code random}.
   */
  default X25519Agreement generate(SecureRandom random) {
    return prepare(X25519KeyPair.generate(this, random));
  }

  /**
   * Whether {@code signature}, 64 bytes, is {@code signer}'s of {@code message}.
   *
   * <p>One rule: the equation of RFC 8032 without the cofactor, as in C tor, S below the group
   * order, and no signer of small order.
   */
  boolean verify(Ed25519Identity signer, byte[] message, byte[] signature);
}
