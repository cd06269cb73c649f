package org.tropea.protocol.linkspec;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import org.tropea.crypto.bytes.ByteWriter;

/** Where a relay's ORPort is, type 1: IPv6 address (16), port (2). Any port is readable, even 0. */
public record Ipv6LinkSpecifier(InetSocketAddress address) implements LinkSpecifier {
  static final int TYPE = 1;

  /** Refuses other families, and names that would have to be looked up. */
  public Ipv6LinkSpecifier {
    if (!(address.getAddress() instanceof Inet6Address)) {
      throw new IllegalArgumentException("not an IPv6 address");
    }
  }

  @Override
  public void write(ByteWriter writer) {
    writer.u8(TYPE).u8(IpAddress.IPV6_LENGTH + 2);
    writer.bytes(address.getAddress().getAddress()).u16(address.getPort());
  }
}
