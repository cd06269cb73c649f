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
