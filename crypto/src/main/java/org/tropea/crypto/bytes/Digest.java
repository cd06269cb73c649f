package org.tropea.crypto.bytes;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hash functions Tor uses, each by its name. */
public final class Digest {
  private Digest() {}

  /** A running SHA-1, 20 bytes. */
  public static MessageDigest sha1() {
    return instance("SHA-1");
  }

  /** A running SHA-256, 32 bytes. */
  public static MessageDigest sha256() {
    return instance("SHA-256");
  }

  /** A running SHA3-256, 32 bytes. */
  public static MessageDigest sha3() {
    return instance("SHA3-256");
  }

  /** SHA-1 of {@code input}: 20 bytes. */
  public static byte[] sha1(byte[] input) {
    return sha1().digest(input);
  }

  /** SHA-256 of {@code input}: 32 bytes. */
  public static byte[] sha256(byte[] input) {
    return sha256().digest(input);
  }

  private static MessageDigest instance(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(algorithm + " is missing from this Java runtime", e);
    }
  }
}
