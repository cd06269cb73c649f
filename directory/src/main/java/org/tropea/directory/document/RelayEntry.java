package org.tropea.directory.document;

import com.google.crypto.tink.util.Bytes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.text.Item;

/**
 * A relay as the consensus lists it (dir-spec 3.4.1). Immutable.
 *
 * @param address IPv4 address and ORPort; never a host name
 * @param dirPort 0 where it has none
 * @param microdescriptor SHA-256 of its microdescriptor, 32 bytes; in the {@link Flavour#NS}
 *     flavour SHA-1 of its server descriptor, 20 bytes
 * @param bandwidth kilobytes per second by which it is weighted; unsigned 32 bits
 * @param published 2038 or later from consensus method 33 on, which hides it
 */
public record RelayEntry(
    String nickname,
    RsaIdentity identity,
    Instant published,
    InetSocketAddress address,
    int dirPort,
    @Nullable InetSocketAddress ipv6,
    Bytes microdescriptor,
    Set<RelayFlag> flags,
    Protocols protocols,
    long bandwidth) {
  /** Length of a microdescriptor's digest. */
  public static final int DIGEST_LENGTH = 32;

  /** What a relay without a {@code w} line is taken for, as in C tor. */
  public static final long UNKNOWN_BANDWIDTH = 30;

  /** Whether it has the flag. */
  public boolean has(RelayFlag flag) {
    return flags.contains(flag);
  }

  /** The first of these {@code a} lines with an IPv6 address; null where there is none. */
  static @Nullable InetSocketAddress firstIpv6(List<Item> lines) {
    for (Item item : lines) {
      InetSocketAddress address = ipv6(item.text());
      if (address != null) {
        return address;
      }
    }
    return null;
  }

  /** Null for an address of an unknown kind, which costs only itself, as in C tor. */
  private static @Nullable InetSocketAddress ipv6(String text) {
    try {
      int end = text.indexOf(' ');
      String first = end < 0 ? text : text.substring(0, end);
      return first.startsWith("[") ? Addresses.socketAddress(first) : null;
    } catch (DecodeException e) {
      return null;
    }
  }

  /** IPv4 address and ORPort; port 0 marks a relay that cannot be reached. */
  static InetSocketAddress address(InetAddress ipv4, int port) {
    return new InetSocketAddress(ipv4, port);
  }
}
