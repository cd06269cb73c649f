package org.tropea.control.authentication;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A password as a torrc holds it: 8 bytes of salt, one that says how much is hashed, 20 of SHA-1
 * (RFC 2440, S2K of kind 3). Immutable.
 */
public final class HashedPassword {
  private static final int SALT_LENGTH = 8;
  private static final int SPECIFIER_LENGTH = SALT_LENGTH + 1;

  /** C tor's: 65,536 bytes are hashed. */
  private static final byte SPECIFIER = 0x60;

  private static final int LENGTH = SPECIFIER_LENGTH + 20;
  private static final String HEX = "16:";

  private final byte[] bytes;

  private HashedPassword(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Reads {@code 16:} and 58 hex digits, or base64; nothing where it is neither. */
  public static Optional<HashedPassword> read(String text) {
    try {
      byte[] bytes =
          text.startsWith(HEX)
              ? HexFormat.of().parseHex(text.substring(HEX.length()))
              : Base64.getDecoder().decode(text);
      return bytes.length == LENGTH ? Optional.of(new HashedPassword(bytes)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Hashes {@code password} with a salt that is drawn: 64 KiB of salt and password, again and
   * again.
   */
  public static HashedPassword of(byte[] password, SecureRandom random) {
    byte[] salt = new byte[SALT_LENGTH];
    random.nextBytes(salt);
    byte[] bytes = Arrays.copyOf(salt, LENGTH);
    bytes[SALT_LENGTH] = SPECIFIER;
    byte[] hash = new HashedPassword(bytes).hash(password);
    System.arraycopy(hash, 0, bytes, SPECIFIER_LENGTH, hash.length);
    return new HashedPassword(bytes);
  }

  /** As a torrc holds it: {@code 16:} and 58 hex digits. */
  public String text() {
    return HEX + HexFormat.of().withUpperCase().formatHex(bytes);
  }

  /** Whether it was made of {@code password}; takes as long for any of the same length. */
  boolean isOf(byte[] password) {
    byte[] expected = Arrays.copyOfRange(bytes, SPECIFIER_LENGTH, LENGTH);
    return MessageDigest.isEqual(expected, hash(password));
  }

  private byte[] hash(byte[] password) {
    int code = bytes[SALT_LENGTH] & 0xff;
    int left = (16 + (code & 15)) << ((code >> 4) + 6);
    byte[] salted = Arrays.copyOf(bytes, SALT_LENGTH + password.length);
    System.arraycopy(password, 0, salted, SALT_LENGTH, password.length);
    MessageDigest sha1 = sha1();
    while (left > 0) {
      int next = Math.min(left, salted.length);
      sha1.update(salted, 0, next);
      left -= next;
    }
    return sha1.digest();
  }

  private static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }

  /** Prints nothing of it. */
  @Override
  public String toString() {
    return "HashedPassword";
  }
}
