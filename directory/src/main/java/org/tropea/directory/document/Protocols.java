package org.tropea.directory.document;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.tropea.crypto.bytes.DecodeException;

/**
 * Which versions of which subprotocols a relay speaks, or the network demands (tor-spec 9).
 *
 * <p>Versions are 0 to 63, a bit each, so no list can blow up. Immutable.
 */
public record Protocols(Map<String, Long> versions) {
  /** No protocol at all. */
  public static final Protocols NONE = new Protocols(Map.of());

  private static final int MAX_VERSION = 63;
  private static final int MAX_NAME = 100;

  /** Keeps its own copy. */
  public Protocols {
    versions = Map.copyOf(versions);
  }

  /**
   * Reads {@code Cons=1-2 Desc=2,4}; one protocol named twice has the versions of both.
   *
   * <p>Entries are split at blanks only and numbers may have leading zeros, as in C tor: a list
   * that its authorities take must be one here.
   */
  public static Protocols read(String list) throws DecodeException {
    return read(list, false);
  }

  /**
   * Reads what a network demands or recommends. A version above 63, which no list can claim, is
   * read as 63, so that a demand for it stays one that nobody meets.
   */
  public static Protocols readDemand(String list) throws DecodeException {
    return read(list, true);
  }

  private static Protocols read(String list, boolean demand) throws DecodeException {
    Map<String, Long> versions = new HashMap<>();
    int start = 0;
    while (start < list.length()) {
      int blank = list.indexOf(' ', start);
      int end = blank < 0 ? list.length() : blank;
      if (end > start) {
        String entry = list.substring(start, end);
        int equals = entry.indexOf('=');
        if (equals < 1 || equals > MAX_NAME || !isName(entry, equals)) {
          throw new DecodeException("a protocol has no valid name");
        }
        long mask = mask(entry, equals + 1, demand);
        versions.merge(entry.substring(0, equals), mask, (one, other) -> one | other);
      }
      start = end + 1;
    }
    return new Protocols(versions);
  }

  /** Whether this version of this protocol is among them. */
  public boolean supports(String name, int version) {
    return version >= 0
        && version <= MAX_VERSION
        && (versions.getOrDefault(name, 0L) >>> version & 1) == 1;
  }

  /** What is demanded here and not among {@code supported}. */
  public Protocols without(Protocols supported) {
    Map<String, Long> left = new HashMap<>();
    versions.forEach(
        (name, mask) -> {
          long missing = mask & ~supported.versions.getOrDefault(name, 0L);
          if (missing != 0) {
            left.put(name, missing);
          }
        });
    return new Protocols(left);
  }

  /** As consensuses write them: {@code Link=1-3,5 Relay=2}, by name; none at all is empty. */
  public String text() {
    return new TreeMap<>(versions)
        .entrySet().stream()
            .filter(each -> each.getValue() != 0)
            .map(each -> each.getKey() + "=" + ranges(each.getValue()))
            .collect(Collectors.joining(" "));
  }

  private static String ranges(long mask) {
    List<String> ranges = new ArrayList<>();
    for (int low = 0; low <= MAX_VERSION; low++) {
      if ((mask >>> low & 1) == 1) {
        int high = low;
        while (high < MAX_VERSION && (mask >>> (high + 1) & 1) == 1) {
          high++;
        }
        ranges.add(low == high ? String.valueOf(low) : low + "-" + high);
        low = high;
      }
    }
    return String.join(",", ranges);
  }

  private static boolean isName(String entry, int length) {
    for (int i = 0; i < length; i++) {
      char c = entry.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!letter && !(c >= '0' && c <= '9') && c != '-') {
        return false;
      }
    }
    return true;
  }

  private static long mask(String entry, int from, boolean demand) throws DecodeException {
    long mask = 0;
    int start = from;
    while (start < entry.length()) {
      int comma = entry.indexOf(',', start);
      int end = comma < 0 ? entry.length() : comma;
      int dash = entry.indexOf('-', start);
      boolean range = dash >= 0 && dash < end;
      int low = version(entry, start, range ? dash : end, demand);
      int high = range ? version(entry, dash + 1, end, demand) : low;
      if (high < low) {
        throw new DecodeException("a range of protocol versions is upside down");
      }
      mask |= -1L >>> (MAX_VERSION - high) & -1L << low;
      start = end + 1;
      if (start == entry.length()) {
        throw new DecodeException("a list of protocol versions ends in a comma");
      }
    }
    return mask;
  }

  /** At least one digit; what is read stops growing above 63, however many there are. */
  private static int version(String entry, int from, int to, boolean demand)
      throws DecodeException {
    if (from == to) {
      throw new DecodeException("a protocol version is missing");
    }
    int value = 0;
    for (int i = from; i < to; i++) {
      char c = entry.charAt(i);
      if (c < '0' || c > '9') {
        throw new DecodeException("a protocol version is no number");
      }
      value = Math.min(10 * value + c - '0', MAX_VERSION + 1);
    }
    if (value > MAX_VERSION && !demand) {
      throw new DecodeException("a protocol version is above 63");
    }
    return Math.min(value, MAX_VERSION);
  }
}
