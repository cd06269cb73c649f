package org.tropea.crypto.bytes;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Bytes in base64 between a BEGIN and an END line (RFC 7468), as keys on disk and the objects of
 * documents are written.
 */
public final class PemBlock {
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";
  private static final int LINE_LENGTH = 64;
  private static final Base64.Encoder LINES =
      Base64.getMimeEncoder(LINE_LENGTH, "\n".getBytes(StandardCharsets.US_ASCII));

  private PemBlock() {}

  /** Writes {@code body}, 64 characters to a line. */
  public static String write(String tag, byte[] body) {
    return BEGIN
        + tag
        + DASHES
        + '\n'
        + LINES.encodeToString(body)
        + '\n'
        + END
        + tag
        + DASHES
        + '\n';
  }
}
