package org.tropea.crypto.handshake;

import org.bouncycastle.crypto.digests.SHAKEDigest;

/** SHAKE-256 of a secret, read as far as it is needed (proposal 332): it has no end. */
final class KdfShake implements KeyStream {
  private final SHAKEDigest shake = new SHAKEDigest(256);
  private boolean destroyed;

  /** Expands {@code secret}. */
  KdfShake(byte[] secret) {
    shake.update(secret, 0, secret.length);
  }

  @Override
  public byte[] take(int count) {
    if (destroyed) {
      throw new IllegalStateException("the key stream is destroyed");
    }
    byte[] taken = new byte[count];
    shake.doOutput(taken, 0, count);
    return taken;
  }

  @Override
  public void destroy() {
    destroyed = true;
    shake.reset();
  }

  @Override
  public boolean isDestroyed() {
    return destroyed;
  }
}
