package org.tropea.onionservice.descriptor;

import com.google.crypto.tink.util.Bytes;
import java.util.Base64;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.text.Item;

/** Bytes on the lines of a descriptor: base64, filled up or not. */
final class TextKeys {
  private TextKeys() {}

  /** The argument of that index, which has so many bytes. */
  static Bytes bytes(Item item, int index, int length) throws DecodeException {
    byte[] read = decode(item, index);
    if (read.length != length) {
      throw item.bad("has base64 of another length");
    }
    return Bytes.copyFrom(read);
  }

  /** Base64 that is not filled up. */
  static String write(Bytes bytes) {
    return Base64.getEncoder().withoutPadding().encodeToString(bytes.toByteArray());
  }

  /** Base64 that is. */
  static String writeFilled(Bytes bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  /** The same, of any length. */
  static byte[] decode(Item item, int index) throws DecodeException {
    try {
      return Base64.getDecoder().decode(item.argument(index));
    } catch (IllegalArgumentException e) {
      throw item.bad("has no valid base64");
    }
  }
}
