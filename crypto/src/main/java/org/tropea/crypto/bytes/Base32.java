package org.tropea.crypto.bytes;

/** Base32 of RFC 4648 as Tor writes it: lower case, no padding. Reads either case. */
public final class Base32 {
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

  private Base32() {}

  /**
   * The {@code bytes}, five bits to a character; the last character is filled up with zero bits.
   */
  public static String encode(byte[] bytes) {
    StringBuilder text = new StringBuilder((bytes.length * 8 + 4) / 5);
    int buffer = 0;
    int bits = 0;
    for (byte next : bytes) {
      buffer = (buffer << 8 | (next & 0xff)) & 0xfff;
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        text.append(ALPHABET.charAt(buffer >> bits & 31));
      }
    }
    if (bits > 0) {
      text.append(ALPHABET.charAt(buffer << (5 - bits) & 31));
    }
    return text.toString();
  }

  /** The bytes of {@code text}; refuses lengths and last characters that no encoding has. */
  public static byte[] decode(String text) throws DecodeException {
    byte[] bytes = new byte[(int) (text.length() * 5L / 8)];
    int buffer = 0;
    int bits = 0;
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      buffer = (buffer << 5 | digit(text.charAt(i))) & 0xfff;
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        bytes[length++] = (byte) (buffer >> bits);
      }
    }
    if (bits >= 5 || (buffer & ((1 << bits) - 1)) != 0) {
      throw new DecodeException("base32 with bits left over");
    }
    return bytes;
  }

  private static int digit(char c) throws DecodeException {
    if (c >= 'a' && c <= 'z') {
      return c - 'a';
    }
    if (c >= 'A' && c <= 'Z') {
      return c - 'A';
    }
    if (c >= '2' && c <= '7') {
      return c - '2' + 26;
    }
    throw new DecodeException("a character that is not base32");
  }
}
