package org.tropea.protocol.message;

import com.google.crypto.tink.util.Bytes;
import java.security.SecureRandom;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.DecodeException;

/** What the two circuits of a rendezvous find each other by (rend-spec 4.1): 20 random bytes. */
public record RendezvousCookie(Bytes value) {
  /** Length in bytes. */
  public static final int LENGTH = 20;

  /** Refuses any other length. */
  public RendezvousCookie {
    if (value.size() != LENGTH) {
      throw new IllegalArgumentException("a rendezvous cookie has 20 bytes");
    }
  }

  /** A fresh one. */
  public static RendezvousCookie generate(SecureRandom random) {
    byte[] value = new byte[LENGTH];
    random.nextBytes(value);
    return new RendezvousCookie(Bytes.copyFrom(value));
  }

  /** Reads 20 bytes. */
  public static RendezvousCookie read(ByteReader reader) throws DecodeException {
    return new RendezvousCookie(reader.bytes(LENGTH));
  }

  /** A secret that two share: it is not to be printed. */
  @Override
  public String toString() {
    return "RendezvousCookie";
  }
}
