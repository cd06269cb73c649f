package org.tropea.onionservice.address;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Locale;
import org.tropea.crypto.bytes.Base32;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.bytes.Digest;
import org.tropea.crypto.key.Ed25519Identity;

/**
 * The address of an onion service, which is its key (rend-spec 6): 56 characters of base32, of the
 * key (32 bytes), a checksum (2) and the version (1) = 3.
 */
public record OnionAddress(Ed25519Identity key) {
  private static final int LENGTH = 56;
  private static final int VERSION = 3;
  private static final String SUFFIX = ".onion";
  private static final byte[] CHECKSUM = ".onion checksum".getBytes(StandardCharsets.US_ASCII);

  /**
   * The address that a host name has as its last label before {@code .onion}; others may stand in
   * front, which are the service's own business, and a dot behind.
   *
   * @throws DecodeException when no onion service can have it
   */
  public static OnionAddress ofHost(String host) throws DecodeException {
    String name = host.toLowerCase(Locale.ROOT);
    if (name.endsWith(".")) {
      name = name.substring(0, name.length() - 1);
    }
    if (!name.endsWith(SUFFIX)) {
      throw new DecodeException("a name that is not under .onion");
    }
    String labels = name.substring(0, name.length() - SUFFIX.length());
    return read(labels.substring(labels.lastIndexOf('.') + 1));
  }

  /** Reads the 56 characters, without {@code .onion}. */
  public static OnionAddress read(String text) throws DecodeException {
    if (text.length() != LENGTH) {
      throw new DecodeException("an onion address has 56 characters");
    }
    byte[] bytes = Base32.decode(text);
    Ed25519Identity key = Ed25519Identity.of(Arrays.copyOf(bytes, Ed25519Identity.LENGTH));
    if (!Arrays.equals(new OnionAddress(key).encoded(), bytes)) {
      throw new DecodeException("an onion address of another version, or with a wrong checksum");
    }
    return new OnionAddress(key);
  }

  private byte[] encoded() {
    byte[] bytes = key.value().toByteArray();
    MessageDigest digest = Digest.sha3();
    digest.update(CHECKSUM);
    digest.update(bytes);
    byte[] checksum = digest.digest(new byte[] {VERSION});
    return new ByteWriter(35).bytes(bytes).bytes(checksum, 0, 2).u8(VERSION).toByteArray();
  }

  /** The 56 characters, without {@code .onion}. */
  public String write() {
    return Base32.encode(encoded());
  }

  /** Tells nothing: which services somebody reaches is nobody's business. */
  @Override
  public String toString() {
    return "OnionAddress";
  }
}
