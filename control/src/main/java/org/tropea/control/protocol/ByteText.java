package org.tropea.control.protocol;

import java.nio.charset.StandardCharsets;

/**
 * Text whose characters are the bytes that cross the connection: what a controller wrote comes back
 * as it was, whatever it is.
 */
public final class ByteText {
  private ByteText() {}

  /** The bytes of {@code text} in UTF-8. */
  public static String of(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /** What these bytes say in UTF-8; what is none becomes a mark. */
  public static String read(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
