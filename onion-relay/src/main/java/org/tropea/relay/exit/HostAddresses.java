package org.tropea.relay.exit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The addresses of a host, and how long those of each family may be kept. Immutable.
 *
 * <p>The lifetimes are not those of the name servers, but of two kinds only, each blurred, as by C
 * tor: else they would tell when, and for whom, a name was looked up.
 *
 * @param addresses those of IPv4 first; not empty
 * @param ipv4Seconds the lifetime of those of IPv4
 * @param ipv6Seconds the lifetime of those of IPv6
 */
record HostAddresses(List<InetAddress> addresses, long ipv4Seconds, long ipv6Seconds) {
  /** Of what needed no name server. */
  private static final long LITERAL_SECONDS = 30 * 60;

  private static final int SHORT_SECONDS = 5 * 60;
  private static final int LONG_SECONDS = 60 * 60;

  /** A lifetime is up to so much longer or shorter than its kind. */
  private static final int BLUR_SECONDS = 4 * 60;

  HostAddresses {
    addresses = List.copyOf(addresses);
  }

  /** Those of a host that is named by its address. */
  static HostAddresses literal(InetAddress address) {
    return new HostAddresses(List.of(address), LITERAL_SECONDS, LITERAL_SECONDS);
  }

  /**
   * Those that name servers gave.
   *
   * @param ipv4Seconds the lifetime that they gave those of IPv4, unsigned
   * @param ipv6Seconds the lifetime that they gave those of IPv6, unsigned
   */
  static HostAddresses answered(
      List<InetAddress> addresses, long ipv4Seconds, long ipv6Seconds, RandomGenerator random) {
    return new HostAddresses(addresses, blurred(ipv4Seconds, random), blurred(ipv6Seconds, random));
  }

  private static long blurred(long seconds, RandomGenerator random) {
    long kind = seconds < SHORT_SECONDS ? SHORT_SECONDS : LONG_SECONDS;
    return kind + random.nextInt(2 * BLUR_SECONDS + 1) - BLUR_SECONDS;
  }

  /** How long {@code address}, one of these, may be kept. */
  long seconds(InetAddress address) {
    return address instanceof Inet6Address ? ipv6Seconds : ipv4Seconds;
  }

  /** How long all of them may be kept. */
  long seconds() {
    return addresses.stream().mapToLong(this::seconds).min().orElse(0);
  }

  /** The same with some of its addresses. */
  HostAddresses with(List<InetAddress> some) {
    return new HostAddresses(some, ipv4Seconds, ipv6Seconds);
  }
}
