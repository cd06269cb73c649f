package org.tropea.protocol.message;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.DecodeException;

/** The text of a host in BEGIN, RESOLVE and RESOLVED: 1 to 255 characters, '!' to '~' of ASCII. */
final class HostText {
  private static final int MAX_LENGTH = 255;

  private HostText() {}

  /** Reads up to a NUL, which must be there. */
  static String readTerminated(ByteReader reader) throws DecodeException {
    StringBuilder text = new StringBuilder();
    for (int c = reader.u8(); c != 0; c = reader.u8()) {
      text.append((char) c);
    }
    return text.toString();
  }

  /** Reads up to a NUL or the end. */
  static String readToEnd(ByteReader reader) throws DecodeException {
    StringBuilder text = new StringBuilder();
    while (reader.remaining() > 0) {
      int c = reader.u8();
      if (c == 0) {
        break;
      }
      text.append((char) c);
    }
    return text.toString();
  }

  /** Refuses what cannot be a host in text that came from outside. */
  static String check(String text) throws DecodeException {
    if (!isHost(text)) {
      throw new DecodeException("a host is empty, too long or not printable ASCII");
    }
    return text;
  }

  /** In lower case, as the specification asks of whoever sends it. */
  static String lowerCase(String text) {
    if (!isHost(text)) {
      throw new IllegalArgumentException("not a host");
    }
    return text.toLowerCase(Locale.ROOT);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static boolean isHost(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_LENGTH
        && text.chars().allMatch(c -> c > ' ' && c <= '~');
  }
}
