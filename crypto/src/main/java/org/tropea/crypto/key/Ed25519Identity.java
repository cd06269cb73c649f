package org.tropea.crypto.key;

import com.google.crypto.tink.util.Bytes;
import java.util.Base64;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.DecodeException;

/** An Ed25519 public key, 32 bytes: a relay's identity, or any other key that signs. */
public record Ed25519Identity(Bytes value) {
  /** Length in bytes. */
  public static final int LENGTH = 32;

  /** Refuses any other length. */
  public Ed25519Identity {
    if (value.size() != LENGTH) {
      throw new IllegalArgumentException("an Ed25519 key has 32 bytes");
    }
  }

  /** A key from its 32 bytes. */
  public static Ed25519Identity of(byte[] bytes) {
    return new Ed25519Identity(Bytes.copyFrom(bytes));
  }

  /** Reads 32 bytes. */
  public static Ed25519Identity read(ByteReader reader) throws DecodeException {
    return new Ed25519Identity(reader.bytes(LENGTH));
  }

  /** Reads the unpadded base64 of directory documents: 43 characters. */
  public static Ed25519Identity fromBase64(String text) throws DecodeException {
    if (text.length() != 43) {
      throw new DecodeException("an Ed25519 identity has 43 base64 characters");
    }
    try {
      return of(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw new DecodeException("an Ed25519 identity is not base64");
    }
  }

  /** Unpadded base64, as in directory documents. */
  public String toBase64() {
    return Base64.getEncoder().withoutPadding().encodeToString(value.toByteArray());
  }
}
