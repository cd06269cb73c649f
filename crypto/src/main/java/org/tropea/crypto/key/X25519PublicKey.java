package org.tropea.crypto.key;

import com.google.crypto.tink.util.Bytes;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.DecodeException;

/** An X25519 public key, 32 bytes: an ntor onion key, or one side of a handshake. */
public record X25519PublicKey(Bytes value) {
  /** Length in bytes. */
  public static final int LENGTH = 32;

  /** Refuses any other length. */
  public X25519PublicKey {
    if (value.size() != LENGTH) {
      throw new IllegalArgumentException("an X25519 key has 32 bytes");
    }
  }

  /** A key from its 32 bytes. */
  public static X25519PublicKey of(byte[] bytes) {
    return new X25519PublicKey(Bytes.copyFrom(bytes));
  }

  /** Reads 32 bytes. */
  public static X25519PublicKey read(ByteReader reader) throws DecodeException {
    return new X25519PublicKey(reader.bytes(LENGTH));
  }
}
