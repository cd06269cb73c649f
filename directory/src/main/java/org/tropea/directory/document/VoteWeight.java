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
 * @param authority by measurement of an authority's relay, likewise: for the record, nobody counts
 *     it
 * @param guardFraction percent of its bandwidth to count as a guard's
 */
public record VoteWeight(
    @Nullable Long bandwidth,
    @Nullable Long measured,
    @Nullable Long authority,
    @Nullable Integer guardFraction) {
  /** Says nothing. */
  public static final VoteWeight NONE = new VoteWeight(null, null, null, null);

  private static final long MAX = 0xffffffffL;
  private static final String AUTHORITY = "MeasuredButAuthority=";

  static VoteWeight read(@Nullable Item item, List<String> words) throws DecodeException {
    Long bandwidth = null;
    Long measured = null;
    Long authority = null;
    Integer guardFraction = null;
    if (item != null) {
      for (String word : words) {
        String value = word.substring(word.indexOf('=') + 1);
        if (word.startsWith("Bandwidth=")) {
          bandwidth = item.number(value, 0, MAX);
        } else if (word.startsWith("Measured=")) {
          measured = item.number(value, 0, MAX);
        } else if (word.startsWith(AUTHORITY)) {
          // Nobody counts it, so what is malformed costs nothing, as in C tor.
          authority = value.matches("[0-9]{1,10}") ? (Long) Long.parseLong(value) : null;
        } else if (word.startsWith("GuardFraction=")) {
          guardFraction = (int) item.number(value, 0, 100);
        }
      }
    }
    return new VoteWeight(bandwidth, measured, authority, guardFraction);
  }

  void write(StringBuilder text) {
    text.append('w');
    if (bandwidth != null) {
      text.append(" Bandwidth=").append(bandwidth);
    }
    if (measured != null) {
      text.append(" Measured=").append(measured);
    }
    if (authority != null) {
      text.append(' ').append(AUTHORITY).append(authority);
    }
    if (guardFraction != null) {
      text.append(" GuardFraction=").append(guardFraction);
    }
    text.append('\n');
  }
}
