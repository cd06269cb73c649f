package org.tropea.crypto.key;

import com.google.crypto.tink.util.Bytes;
import java.util.HexFormat;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.DecodeException;

/** The SHA-1 of an RSA key in PKCS#1 DER, 20 bytes: a relay's or authority's older name. */
public record RsaIdentity(Bytes value) {
  /** Length in bytes. */
  public static final int LENGTH = 20;

  /** Refuses any other length. */
  public RsaIdentity {
    if (value.size() != LENGTH) {
      throw new IllegalArgumentException("an RSA identity has 20 bytes");
    }
  }

  /** An identity from its 20 bytes. */
  public static RsaIdentity of(byte[] bytes) {
    return new RsaIdentity(Bytes.copyFrom(bytes));
  }

  /** Reads 20 bytes. */
  public static RsaIdentity read(ByteReader reader) throws DecodeException {
    return new RsaIdentity(reader.bytes(LENGTH));
  }

  /** Reads 40 hexadecimal digits of either case. */
  public static RsaIdentity fromHex(String text) throws DecodeException {
    if (text.length() != 2 * LENGTH) {
      throw new DecodeException("an RSA identity has 40 hexadecimal digits");
    }
    try {
      return of(HexFormat.of().parseHex(text));
    } catch (IllegalArgumentException e) {
      throw new DecodeException("an RSA identity is not hexadecimal");
    }
  }

  /** 40 upper-case hexadecimal digits: the fingerprint. */
  public String toHex() {
    return HexFormat.of().withUpperCase().formatHex(value.toByteArray());
  }
}
