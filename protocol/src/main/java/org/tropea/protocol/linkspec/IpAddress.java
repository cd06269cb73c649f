package org.tropea.protocol.linkspec;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.DecodeException;

/**
 * An IP address on the wire: 4 or 16 bytes, in network order. Reading never asks a resolver.
 *
 * <p>16 bytes stay an {@link Inet6Address} even where they hold an IPv4 address, which {@code
 * InetAddress.getByAddress} would unwrap: what is read is what is written again.
 */
public final class IpAddress {
  /** Length of an IPv4 address in bytes. */
  public static final int IPV4_LENGTH = 4;

  /** Length of an IPv6 address in bytes. */
  public static final int IPV6_LENGTH = 16;

  private IpAddress() {}

  /** Reads 4 bytes. */
  public static InetAddress readIpv4(ByteReader reader) throws DecodeException {
    return of(reader.array(IPV4_LENGTH));
  }

  /** Reads 16 bytes. */
  public static InetAddress readIpv6(ByteReader reader) throws DecodeException {
    return of(reader.array(IPV6_LENGTH));
  }

  /**
   * Whether the address is nobody's on the Internet: of this machine, private, link-local, shared
   * by a carrier, or an IPv6 form of one of these (what C tor calls internal).
   */
  public static boolean isInternal(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length == IPV4_LENGTH) {
      return isInternalIpv4(bytes[0] & 0xff, bytes[1] & 0xff);
    }
    boolean zeros = true;
    for (int i = 0; i < 10; i++) {
      zeros &= bytes[i] == 0;
    }
    if (zeros && bytes[10] == -1 && bytes[11] == -1) {
      return isInternalIpv4(bytes[12] & 0xff, bytes[13] & 0xff);
    }
    int first = bytes[0] & 0xff;
    // fc00::/7, fe80::/10 and fec0::/10, :: and ::1.
    return (first & 0xfe) == 0xfc
        || (first == 0xfe && (bytes[1] & 0x80) != 0)
        || address.isAnyLocalAddress()
        || address.isLoopbackAddress();
  }

  private static boolean isInternalIpv4(int first, int second) {
    return first == 0
        || first == 10
        || first == 127
        || (first == 100 && (second & 0xc0) == 64)
        || (first == 169 && second == 254)
        || (first == 172 && (second & 0xf0) == 16)
        || (first == 192 && second == 168);
  }

  /** The address of these 4 or 16 bytes. */
  public static InetAddress of(byte[] bytes) {
    try {
      return bytes.length == IPV6_LENGTH
          ? Inet6Address.getByAddress(null, bytes, -1)
          : InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an IP address has 4 or 16 bytes", e);
    }
  }
}
