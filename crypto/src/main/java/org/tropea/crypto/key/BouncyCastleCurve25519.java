package org.tropea.crypto.key;

import com.google.crypto.tink.internal.Ed25519;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc7748.X25519;

/** Curve25519 in pure Java: X25519 by Bouncy Castle, Ed25519 by Tink. */
public final class BouncyCastleCurve25519 implements Curve25519 {
  @Override
  public String engine() {
    return "Bouncy Castle";
  }

  @Override
  public boolean isNative() {
    return false;
  }

  @Override
  public X25519PublicKey publicKey(X25519PrivateKey key) {
    byte[] secret = key.copyBytes();
    byte[] result = new byte[X25519PublicKey.LENGTH];
    try {
      X25519.generatePublicKey(secret, 0, result, 0);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
    return X25519PublicKey.of(result);
  }

  @Override
  public byte[] agree(X25519PrivateKey ours, X25519PublicKey theirs) {
    byte[] secret = ours.copyBytes();
    byte[] result = new byte[X25519PublicKey.LENGTH];
    try {
      X25519.scalarMult(secret, 0, theirs.value().toByteArray(), 0, result, 0);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
    return result;
  }

  @Override
  public boolean verify(Ed25519Identity signer, byte[] message, byte[] signature) {
    // Not Bouncy Castle's, which multiplies by the cofactor and so takes more than others do.
    try {
      return !SmallOrderPoint.is(signer)
          && Ed25519.verify(message, signature, signer.value().toByteArray());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
