package org.tropea.client;

import java.net.Inet6Address;
import java.net.InetAddress;

/** Which addresses of a host will do, for a stream or for an answer. */
public enum AddressFamily {
  /** Any, and IPv4 where there is a choice. */
  ANY(true, true, false),
  /** Any, and IPv6 where there is a choice. */
  ANY_IPV6_FIRST(true, true, true),
  /** IPv4 only. */
  IPV4(true, false, false),
  /** IPv6 only. */
  IPV6(false, true, true);

  private final boolean ipv4;
  private final boolean ipv6;
  private final boolean ipv6First;

  AddressFamily(boolean ipv4, boolean ipv6, boolean ipv6First) {
    this.ipv4 = ipv4;
    this.ipv6 = ipv6;
    this.ipv6First = ipv6First;
  }

  /** The one that {@code address} is of. */
  public static AddressFamily of(InetAddress address) {
    return address instanceof Inet6Address ? IPV6 : IPV4;
  }

  /** Whether IPv4 will do. */
  public boolean takesIpv4() {
    return ipv4;
  }

  /** Whether IPv6 will do. */
  public boolean takesIpv6() {
    return ipv6;
  }

  /** Whether IPv6 is better where both can be had. */
  public boolean isIpv6First() {
    return ipv6First;
  }

  /** Whether {@code address} will do. */
  public boolean takes(InetAddress address) {
    return address instanceof Inet6Address ? ipv6 : ipv4;
  }
}
