package org.tropea.proxy.address;

import java.net.InetAddress;
import java.security.SecureRandom;
import org.tropea.protocol.linkspec.IpAddress;

/**
 * A network whose addresses stand for names. Immutable.
 *
 * @param base any of its addresses
 * @param bits how many bits all of them have in common: at most 16 of IPv4, 104 of IPv6
 */
public record VirtualNetwork(InetAddress base, int bits) {
  /** The most bits that may be given. */
  public static final int MAX_IPV4_BITS = 16;

  /** The most bits that may be given. */
  public static final int MAX_IPV6_BITS = 104;

  /** Refuses a network with too few addresses. */
  public VirtualNetwork {
    int most = base.getAddress().length == IpAddress.IPV4_LENGTH ? MAX_IPV4_BITS : MAX_IPV6_BITS;
    if (bits < 0 || bits > most) {
      throw new IllegalArgumentException("a virtual network has at most " + most + " bits");
    }
  }

  /** Whether {@code address} is one of its own. */
  public boolean contains(InetAddress address) {
    byte[] its = address.getAddress();
    byte[] ours = base.getAddress();
    if (its.length != ours.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit & 7);
      if ((its[bit / 8] & mask) != (ours[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }

  /** Any of its addresses; of IPv4 none that ends in 0 or 255. */
  InetAddress draw(SecureRandom random) {
    byte[] address = base.getAddress();
    byte[] drawn = new byte[address.length];
    int last = address.length - 1;
    do {
      random.nextBytes(drawn);
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit & 7);
        drawn[bit / 8] = (byte) ((drawn[bit / 8] & ~mask) | (address[bit / 8] & mask));
      }
    } while (last < IpAddress.IPV4_LENGTH && (drawn[last] == 0 || drawn[last] == -1));
    return IpAddress.of(drawn);
  }
}
