package org.tropea.directory.document;

/**
 * IPv6 addresses as C tor writes them, on which votes must agree byte for byte: lower case, the
 * first longest run of zero groups as {@code ::}, and the last 32 bits dotted where only an {@code
 * ffff} or nothing stands before them.
 */
public final class Ipv6Text {
  private static final int GROUPS = 8;

  private Ipv6Text() {}

  /** Writes the 16 bytes of an address, without brackets. */
  public static String write(byte[] address) {
    if (address.length != 2 * GROUPS) {
      throw new IllegalArgumentException("an IPv6 address has 16 bytes");
    }
    int[] groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = (address[2 * i] & 0xff) << 8 | (address[2 * i + 1] & 0xff);
    }
    int zeros = 0;
    while (zeros < GROUPS && groups[zeros] == 0) {
      zeros++;
    }
    boolean plain = zeros == 6 && groups[7] != 0;
    if (plain || (zeros == 5 && groups[5] == 0xffff)) {
      return (plain ? "::" : "::ffff:")
          + (address[12] & 0xff)
          + "."
          + (address[13] & 0xff)
          + "."
          + (address[14] & 0xff)
          + "."
          + (address[15] & 0xff);
    }
    return grouped(groups);
  }

  private static String grouped(int[] groups) {
    int gap = -1;
    int gapLength = 1;
    for (int i = 0; i < GROUPS; i++) {
      int length = 0;
      while (i + length < GROUPS && groups[i + length] == 0) {
        length++;
      }
      if (length > gapLength) {
        gap = i;
        gapLength = length;
      }
      i += length;
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < GROUPS; i++) {
      if (i == gap) {
        text.append(i == 0 ? "::" : ":");
        i += gapLength - 1;
      } else {
        text.append(Integer.toHexString(groups[i])).append(i == GROUPS - 1 ? "" : ":");
      }
    }
    return text.toString();
  }
}
