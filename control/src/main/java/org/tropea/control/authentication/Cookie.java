package org.tropea.control.authentication;

import java.io.IOException;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * 32 random bytes in a file: who can read it may control the node. A new one for each process.
 * Immutable.
 */
public final class Cookie {
  /** Bytes in the file. */
  public static final int LENGTH = 32;

  private static final String SERVER = "Tor safe cookie authentication server-to-controller hash";
  private static final String CONTROLLER =
      "Tor safe cookie authentication controller-to-server hash";

  private final Path file;
  private final byte[] bytes;

  private Cookie(Path file, byte[] bytes) {
    this.file = file;
    this.bytes = bytes;
  }

  /**
   * A new cookie, written to {@code file} in one step, with mode 0600. Blocks.
   *
   * @param group whether its group may read it too
   */
  public static Cookie write(Path file, boolean group, SecureRandom random) throws IOException {
    byte[] bytes = new byte[LENGTH];
    random.nextBytes(bytes);
    SecretFile.write(file, bytes, group);
    return new Cookie(file.toAbsolutePath(), bytes);
  }

  /** Where it is. */
  public Path file() {
    return file;
  }

  /** Whether these are its bytes; takes as long whatever they are. */
  boolean is(byte[] given) {
    return MessageDigest.isEqual(bytes, given);
  }

  /** What the node proves by it to a controller. */
  byte[] serverHash(byte[] clientNonce, byte[] serverNonce) {
    return hash(SERVER, clientNonce, serverNonce);
  }

  /** What a controller proves by it to the node. */
  byte[] controllerHash(byte[] clientNonce, byte[] serverNonce) {
    return hash(CONTROLLER, clientNonce, serverNonce);
  }

  private byte[] hash(String key, byte[] clientNonce, byte[] serverNonce) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getBytes(java.nio.charset.StandardCharsets.US_ASCII), "HMAC"));
      mac.update(bytes);
      mac.update(clientNonce);
      return mac.doFinal(serverNonce);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java has HMAC with SHA-256", e);
    }
  }

  /** Prints nothing of it. */
  @Override
  public String toString() {
    return "Cookie";
  }
}
