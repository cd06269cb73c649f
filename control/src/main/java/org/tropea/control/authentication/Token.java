package org.tropea.control.authentication;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * 64 hex digits in a file: who can read it may use the JSON API. A new one for each process.
 * Immutable.
 */
public final class Token {
  private static final int RANDOM_BYTES = 32;

  private final byte[] digits;

  private Token(byte[] digits) {
    this.digits = digits;
  }

  /** A new token, written to {@code file} in one step, with a line end and mode 0600. Blocks. */
  public static Token write(Path file, SecureRandom random) throws IOException {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    String digits = HexFormat.of().formatHex(bytes);
    SecretFile.write(file, (digits + "\n").getBytes(StandardCharsets.US_ASCII), false);
    return new Token(digits.getBytes(StandardCharsets.US_ASCII));
  }

  /** Whether this is it; takes as long whatever it is. */
  public boolean is(String given) {
    return MessageDigest.isEqual(digits, given.getBytes(StandardCharsets.UTF_8));
  }

  /** Prints nothing of it. */
  @Override
  public String toString() {
    return "Token";
  }
}
