package org.tropea.crypto.key;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.tropea.crypto.bytes.DecodeException;

/**
 * The format of C tor's key files: 32 bytes that say what it is, then the key.
 *
 * <pre>
 * "== " type ": " tag " ==", NULs up to 32 bytes, data
 * </pre>
 */
public final class TaggedKey {
  private static final int HEADER_LENGTH = 32;

  private TaggedKey() {}

  /** The file of this data; type and tag have at most 24 characters together. */
  public static byte[] write(String type, String tag, byte[] data) {
    byte[] header = header(type, tag);
    byte[] file = Arrays.copyOf(header, HEADER_LENGTH + data.length);
    System.arraycopy(data, 0, file, HEADER_LENGTH, data.length);
    return file;
  }

  /** The data of a file of exactly this type and tag. */
  public static byte[] read(byte[] file, String type, String tag) throws DecodeException {
    byte[] header = Arrays.copyOf(header(type, tag), HEADER_LENGTH);
    if (file.length < HEADER_LENGTH
        || !Arrays.equals(file, 0, HEADER_LENGTH, header, 0, HEADER_LENGTH)) {
      throw new DecodeException("a key file is not of the type " + type + ": " + tag);
    }
    return Arrays.copyOfRange(file, HEADER_LENGTH, file.length);
  }

  /** The same, where the data must have this length. */
  public static byte[] read(byte[] file, String type, String tag, int length)
      throws DecodeException {
    byte[] data = read(file, type, tag);
    if (data.length != length) {
      Arrays.fill(data, (byte) 0);
      throw new DecodeException("a key file of the type " + type + " has a wrong length");
    }
    return data;
  }

  private static byte[] header(String type, String tag) {
    String text = "== " + type + ": " + tag + " ==";
    if (text.length() >= HEADER_LENGTH) {
      throw new IllegalArgumentException("the type and tag of a key file are too long");
    }
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
