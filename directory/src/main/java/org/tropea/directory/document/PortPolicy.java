package org.tropea.directory.document;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.tropea.crypto.bytes.DecodeException;

/**
 * The summary of an exit policy: the ports open, or not open, to most addresses (dir-spec 3.4.1,
 * {@code p} and {@code p6}).
 *
 * @param accept whether the ranges are the open ports, or the closed ones
 */
public record PortPolicy(boolean accept, List<Range> ranges) {
  /** Ports from {@code low} to {@code high}, both included. */
  public record Range(int low, int high) {}

  /** Open to nothing. */
  public static final PortPolicy REJECT_ALL = new PortPolicy(false, List.of(new Range(1, 65535)));

  private static final int MAX_RANGES = 1000;

  /** Keeps its own copy of the ranges. */
  public PortPolicy {
    ranges = List.copyOf(ranges);
  }

  /** Reads {@code accept} or {@code reject} and a list as {@code 80,443,8000-8100}. */
  public static PortPolicy read(String text) throws DecodeException {
    boolean accept = text.startsWith("accept ");
    if (!accept && !text.startsWith("reject ")) {
      throw new DecodeException("a port policy neither accepts nor rejects");
    }
    List<Range> ranges = new ArrayList<>();
    int start = 7;
    while (start <= text.length()) {
      int comma = text.indexOf(',', start);
      int end = comma < 0 ? text.length() : comma;
      if (ranges.size() == MAX_RANGES) {
        throw new DecodeException("a port policy is too long");
      }
      ranges.add(range(text.substring(start, end)));
      start = end + 1;
    }
    return new PortPolicy(accept, ranges);
  }

  /** Whether the port, from 1 to 65535, is open. */
  public boolean allows(int port) {
    for (Range range : ranges) {
      if (port >= range.low() && port <= range.high()) {
        return accept;
      }
    }
    return !accept;
  }

  /** Whether no port at all is open. */
  public boolean rejectsAll() {
    return !accept && ranges.contains(new Range(1, 65535));
  }

  /** The line without its keyword, as {@code accept 80,443}. */
  public String text() {
    return (accept ? "accept " : "reject ")
        + ranges.stream().map(PortPolicy::text).collect(Collectors.joining(","));
  }

  static String text(Range range) {
    return range.low() == range.high() ? "" + range.low() : range.low() + "-" + range.high();
  }

  static Range range(String text) throws DecodeException {
    int dash = text.indexOf('-');
    int low = Addresses.port(dash < 0 ? text : text.substring(0, dash));
    int high = dash < 0 ? low : Addresses.port(text.substring(dash + 1));
    if (high < low) {
      throw new DecodeException("a port range is upside down");
    }
    return new Range(low, high);
  }
}
