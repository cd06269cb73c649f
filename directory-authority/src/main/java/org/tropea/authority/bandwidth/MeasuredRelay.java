package org.tropea.authority.bandwidth;

import java.math.BigInteger;
import java.util.StringTokenizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;

/**
 * A line of a bandwidth file on one relay (bandwidth-file-spec 2.4).
 *
 * @param bandwidth kilobytes per second, unsigned 32 bits
 */
record MeasuredRelay(RsaIdentity identity, long bandwidth) {
  private static final int HEX_LENGTH = 40;
  private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

  /** A number as strtol reads it, up to the end or a space. */
  private static final Pattern NUMBER =
      Pattern.compile("[\\x0b\f\r]*([+-]?[0-9]+)([\\x0b\f\r].*)?", Pattern.DOTALL);

  /**
   * Reads a line with its line feed; null where it tells nothing of a relay, or is not to count.
   */
  static @Nullable MeasuredRelay read(String line) {
    if (!line.endsWith("\n")) {
      return null;
    }
    RsaIdentity identity = null;
    Long bandwidth = null;
    StringTokenizer words = new StringTokenizer(line.substring(0, line.length() - 1), " \t");
    while (words.hasMoreTokens()) {
      String word = words.nextToken();
      if (word.startsWith("vote=0")) {
        return null;
      } else if (word.startsWith("bw=")) {
        Long read = bandwidth == null ? bandwidth(word.substring("bw=".length())) : null;
        if (read == null) {
          return null;
        }
        bandwidth = read;
      } else if (word.startsWith("node_id=")) {
        RsaIdentity read = identity == null ? identity(word.substring("node_id=".length())) : null;
        if (read == null) {
          return null;
        }
        identity = read;
      }
    }
    return identity == null || bandwidth == null ? null : new MeasuredRelay(identity, bandwidth);
  }

  /** C tor keeps the low 32 bits of what it takes. */
  private static @Nullable Long bandwidth(String text) {
    Matcher matcher = NUMBER.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    BigInteger number = new BigInteger(matcher.group(1));
    return number.signum() < 0 || number.compareTo(MAX) > 0
        ? null
        : (Long) (number.longValue() & 0xffffffffL);
  }

  private static @Nullable RsaIdentity identity(String text) {
    String hex = text.startsWith("$") ? text.substring(1) : text;
    if (hex.length() != HEX_LENGTH) {
      return null;
    }
    try {
      return RsaIdentity.fromHex(hex);
    } catch (DecodeException e) {
      return null;
    }
  }
}
