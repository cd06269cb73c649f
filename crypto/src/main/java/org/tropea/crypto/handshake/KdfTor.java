package org.tropea.crypto.handshake;

import java.security.MessageDigest;
import java.util.Arrays;
import org.tropea.crypto.bytes.Digest;

/** KDF-TOR: SHA-1(K0 | 00) | SHA-1(K0 | 01) | ... (tor-spec 5.2.1). */
final class KdfTor implements KeyStream {
  private static final int BLOCKS = 256;

  private final byte[] secret;
  private byte[] block = new byte[0];
  private int position;
  private int counter;
  private boolean destroyed;

  /** Expands {@code secret}, K0, which is copied. */
  KdfTor(byte[] secret) {
    this.secret = secret.clone();
  }

  @Override
  public byte[] take(int count) {
    if (destroyed) {
      throw new IllegalStateException("the key stream is destroyed");
    }
    if (count > block.length - position + (BLOCKS - counter) * 20) {
      throw new IllegalStateException("KDF-TOR ends after 256 blocks");
    }
    byte[] taken = new byte[count];
    for (int done = 0; done < count; ) {
      if (position == block.length) {
        nextBlock();
      }
      int part = Math.min(count - done, block.length - position);
      System.arraycopy(block, position, taken, done, part);
      position += part;
      done += part;
    }
    return taken;
  }

  private void nextBlock() {
    MessageDigest digest = Digest.sha1();
    digest.update(secret);
    digest.update((byte) counter++);
    Arrays.fill(block, (byte) 0);
    block = digest.digest();
    position = 0;
  }

  @Override
  public void destroy() {
    destroyed = true;
    Arrays.fill(secret, (byte) 0);
    Arrays.fill(block, (byte) 0);
  }

  @Override
  public boolean isDestroyed() {
    return destroyed;
  }
}
