package org.tropea.directory.document;

import com.google.crypto.tink.util.Bytes;
import java.util.Base64;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.text.Item;

/**
 * A random value that the authorities made together (srv-spec 5).
 *
 * @param reveals of how many authorities, as 64 bits without sign
 * @param value 32 bytes
 */
public record SharedRandomValue(long reveals, Bytes value) {
  private static final int LENGTH = 32;
  private static final int BASE64_LENGTH = 44;

  /** Reads the arguments of a {@code shared-rand-*-value} line. */
  static SharedRandomValue read(Item item) throws DecodeException {
    try {
      return read(item.argument(0), item.argument(1));
    } catch (DecodeException e) {
      throw item.bad("has no valid value");
    }
  }

  /** Reads the two arguments of such a line. */
  public static SharedRandomValue read(String reveals, String value) throws DecodeException {
    if (value.length() != BASE64_LENGTH) {
      throw new DecodeException("a shared random value of the wrong length");
    }
    try {
      long count = Long.parseUnsignedLong(reveals);
      byte[] bytes = Base64Digest.read(value.substring(0, BASE64_LENGTH - 1), LENGTH);
      return new SharedRandomValue(count, Bytes.copyFrom(bytes));
    } catch (NumberFormatException e) {
      throw new DecodeException("a shared random value without a valid number");
    }
  }

  /** The arguments of its line. */
  public String write() {
    return Long.toUnsignedString(reveals)
        + " "
        + Base64.getEncoder().encodeToString(value.toByteArray());
  }
}
