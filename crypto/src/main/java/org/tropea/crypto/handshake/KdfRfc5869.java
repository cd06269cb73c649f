package org.tropea.crypto.handshake;

import org.bouncycastle.crypto.DataLengthException;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;

/** KDF-RFC5869: HKDF with SHA-256 (tor-spec 5.2.2). */
final class KdfRfc5869 implements KeyStream {
  private final HKDFBytesGenerator generator = new HKDFBytesGenerator(SHA256Digest.newInstance());
  private boolean destroyed;

  /** Expands {@code secret}; in Tor's words, {@code salt} is t_key and {@code info} m_expand. */
  KdfRfc5869(byte[] secret, byte[] salt, byte[] info) {
    generator.init(new HKDFParameters(secret, salt, info));
  }

  @Override
  public byte[] take(int count) {
    if (destroyed) {
      throw new IllegalStateException("the key stream is destroyed");
    }
    byte[] taken = new byte[count];
    try {
      generator.generateBytes(taken, 0, count);
    } catch (DataLengthException e) {
      throw new IllegalStateException("HKDF ends after 255 blocks", e);
    }
    return taken;
  }

  @Override
  public void destroy() {
    destroyed = true;
    // A new key in place of the secret one is the generator's only way to forget it.
    generator.init(HKDFParameters.skipExtractParameters(new byte[32], new byte[0]));
  }

  @Override
  public boolean isDestroyed() {
    return destroyed;
  }
}
