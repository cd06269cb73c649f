package org.tropea.crypto.key;

import java.security.SecureRandom;
import java.util.Arrays;
import javax.security.auth.Destroyable;

/** An X25519 private key, 32 bytes, wiped when destroyed; prints nothing. */
public final class X25519PrivateKey implements Destroyable {
  private final byte[] bytes;

  private X25519PrivateKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A fresh key. */
  public static X25519PrivateKey generate(SecureRandom random) {
    byte[] bytes = new byte[X25519PublicKey.LENGTH];
    random.nextBytes(bytes);
    // Clamped, as X25519 does anyway: its Ed25519 form and C tor's key files need it so.
    bytes[0] &= (byte) 0xf8;
    bytes[31] &= 0x7f;
    bytes[31] |= 0x40;
    return new X25519PrivateKey(bytes);
  }

  /** A key from its 32 bytes, which are copied. */
  public static X25519PrivateKey of(byte[] bytes) {
    if (bytes.length != X25519PublicKey.LENGTH) {
      throw new IllegalArgumentException("an X25519 key has 32 bytes");
    }
    return new X25519PrivateKey(bytes.clone());
  }

  /** The secret itself, for the arithmetic and for key files: whoever calls must wipe it. */
  public byte[] copyBytes() {
    return bytes.clone();
  }

  @Override
  public void destroy() {
    Arrays.fill(bytes, (byte) 0);
  }

  @Override
  public String toString() {
    return "X25519PrivateKey";
  }
}
