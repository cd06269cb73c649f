package org.tropea.directory.document;

import com.google.crypto.tink.util.Bytes;
import java.util.Base64;
import org.tropea.crypto.bytes.DecodeException;

/** Digests and keys in the base64 without padding of directory documents. */
public final class Base64Digest {
  private Base64Digest() {}

  /** Reads exactly {@code length} bytes; padding ends them, whatever follows, as in C tor. */
  public static byte[] read(String text, int length) throws DecodeException {
    int padding = text.indexOf('=');
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(padding < 0 ? text : text.substring(0, padding));
    } catch (IllegalArgumentException e) {
      throw new DecodeException("a digest is not base64");
    }
    if (bytes.length != length) {
      throw new DecodeException("a digest has not " + length + " bytes");
    }
    return bytes;
  }

  /** Writes a digest without padding. */
  public static String write(Bytes digest) {
    return Base64.getEncoder().withoutPadding().encodeToString(digest.toByteArray());
  }
}
