package org.tropea.directory.document;

import com.google.crypto.tink.util.Bytes;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.tropea.crypto.bytes.DecodeException;

/**
 * Which country an address is of, by files of Debian's tor-geoipdb (row G11): lines of {@code
 * low,high,CC}, the bounds both included, as numbers for IPv4 and as addresses for IPv6. Lines that
 * begin with a number sign are comments. Immutable.
 */
public final class CountryTable {
  /** Knows no country. */
  public static final CountryTable NONE = new CountryTable(new TreeMap<>(Arrays::compareUnsigned));

  /** What an address is of that no line is about. */
  static final String UNKNOWN = "??";

  private static final long MOST_IPV4 = 0xffff_ffffL;

  /** The ranges by their lower bounds, 4 or 16 bytes. */
  private final NavigableMap<byte[], Range> ranges;

  private record Range(Bytes high, String country) {}

  private CountryTable(NavigableMap<byte[], Range> ranges) {
    this.ranges = ranges;
  }

  /**
   * Reads the lines of both files, in any order.
   *
   * @throws DecodeException when one of them is none of such a file
   */
  public static CountryTable read(List<String> lines) throws DecodeException {
    NavigableMap<byte[], Range> ranges = new TreeMap<>(Arrays::compareUnsigned);
    for (String line : lines) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] words = line.strip().split(",", -1);
        if (words.length != 3 || words[2].length() != 2) {
          throw new DecodeException("a line of a GeoIP file is malformed");
        }
        byte[] low = bound(words[0]);
        byte[] high = bound(words[1]);
        if (low.length != high.length || Arrays.compareUnsigned(low, high) > 0) {
          throw new DecodeException("a range of a GeoIP file is upside down");
        }
        ranges.put(low, new Range(Bytes.copyFrom(high), words[2].toLowerCase(Locale.ROOT)));
      }
    }
    return new CountryTable(ranges);
  }

  private static byte[] bound(String text) throws DecodeException {
    if (text.indexOf(':') >= 0) {
      return Addresses.ipv6(text).getAddress();
    }
    if (!text.matches("[0-9]{1,10}") || Long.parseLong(text) > MOST_IPV4) {
      throw new DecodeException("a bound of a GeoIP file is no address");
    }
    long number = Long.parseLong(text);
    return new byte[] {
      (byte) (number >> 24), (byte) (number >> 16), (byte) (number >> 8), (byte) number
    };
  }

  /** The two letters of its country, in lower case; {@code ??} where that is not known. */
  public String of(InetAddress address) {
    byte[] bytes = address.getAddress();
    Map.Entry<byte[], Range> below = ranges.floorEntry(bytes);
    if (below == null || below.getKey().length != bytes.length) {
      return UNKNOWN;
    }
    Range range = below.getValue();
    return Arrays.compareUnsigned(bytes, range.high().toByteArray()) <= 0
        ? range.country()
        : UNKNOWN;
  }
}
