package org.tropea.directory.document;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.text.Item;

/**
 * How fast an authority says that a relay is (dir-spec 3.4.1, {@code w}); each null where it says
 * nothing.
 *
 * @param bandwidth by the relay's own word, kilobytes per second, unsigned 32 bits
 * @param measured by measurement, likewise
 * @param guardFraction percent of its bandwidth to count as a guard's
 */
public record VoteWeight(
    @Nullable Long bandwidth, @Nullable Long measured, @Nullable Integer guardFraction) {
  /** Says nothing. */
  public static final VoteWeight NONE = new VoteWeight(null, null, null);

  private static final long MAX = 0xffffffffL;

  static VoteWeight read(@Nullable Item item, List<String> words) throws DecodeException {
    Long bandwidth = null;
    Long measured = null;
    Integer guardFraction = null;
    if (item != null) {
      for (String word : words) {
        String value = word.substring(word.indexOf('=') + 1);
        if (word.startsWith("Bandwidth=")) {
          bandwidth = item.number(value, 0, MAX);
        } else if (word.startsWith("Measured=")) {
          measured = item.number(value, 0, MAX);
        } else if (word.startsWith("GuardFraction=")) {
          guardFraction = (int) item.number(value, 0, 100);
        }
      }
    }
    return new VoteWeight(bandwidth, measured, guardFraction);
  }

  void write(StringBuilder text) {
    text.append('w');
    if (bandwidth != null) {
      text.append(" Bandwidth=").append(bandwidth);
    }
    if (measured != null) {
      text.append(" Measured=").append(measured);
    }
    if (guardFraction != null) {
      text.append(" GuardFraction=").append(guardFraction);
    }
    text.append('\n');
  }
}
