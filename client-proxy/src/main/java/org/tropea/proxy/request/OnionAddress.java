package org.tropea.proxy.request;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Whether a name under .onion can be an onion service's (rend-spec-v3 6): the last label before it
 * is 56 characters of base32, of a key (32 bytes), a checksum (2) and the version 3.
 */
final class OnionAddress {
  private static final int LENGTH = 56;
  private static final int KEY_LENGTH = 32;
  private static final int BYTES = 35;
  private static final String DIGITS = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int VERSION = 3;

  private OnionAddress() {}

  /** Whether {@code name}, in lower case and with its {@code .onion}, has that form. */
  static boolean isWellFormed(String name) {
    String labels = name.substring(0, name.lastIndexOf('.'));
    byte[] bytes = decoded(labels.substring(labels.lastIndexOf('.') + 1));
    if (bytes == null || bytes[BYTES - 1] != VERSION) {
      return false;
    }
    MessageDigest digest = sha3();
    digest.update(".onion checksum".getBytes(StandardCharsets.US_ASCII));
    digest.update(bytes, 0, KEY_LENGTH);
    digest.update((byte) VERSION);
    return Arrays.equals(digest.digest(), 0, 2, bytes, KEY_LENGTH, KEY_LENGTH + 2);
  }

  private static byte @Nullable [] decoded(String label) {
    if (label.length() != LENGTH) {
      return null;
    }
    byte[] bytes = new byte[BYTES];
    for (int i = 0; i < LENGTH; i++) {
      int digit = DIGITS.indexOf(label.charAt(i));
      if (digit < 0) {
        return null;
      }
      for (int bit = 0; bit < 5; bit++) {
        int at = i * 5 + bit;
        bytes[at / 8] |= (byte) (((digit >> (4 - bit)) & 1) << (7 - at % 8));
      }
    }
    return bytes;
  }

  private static MessageDigest sha3() {
    try {
      return MessageDigest.getInstance("SHA3-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA3-256", e);
    }
  }
}
