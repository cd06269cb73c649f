package org.tropea.protocol.message;

import java.security.SecureRandom;
import java.util.Arrays;

/** What stands behind the message in a relay cell, which cannot be predicted (proposal 289). */
final class Fill {
  private static final int ZEROS_LENGTH = 4;

  private Fill() {}

  /** Fills {@code body} from {@code end} on: four zero bytes, then random ones. */
  static void behind(byte[] body, int end, SecureRandom random) {
    int zeros = Math.min(ZEROS_LENGTH, body.length - end);
    Arrays.fill(body, end, end + zeros, (byte) 0);
    int room = body.length - end - zeros;
    if (room > 0) {
      byte[] fill = new byte[room];
      random.nextBytes(fill);
      System.arraycopy(fill, 0, body, end + zeros, room);
    }
  }
}
