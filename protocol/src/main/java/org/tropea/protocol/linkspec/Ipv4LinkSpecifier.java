package org.tropea.protocol.linkspec;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import org.tropea.crypto.bytes.ByteWriter;

/** Where a relay's ORPort is, type 0: IPv4 address (4), port (2). Any port is readable, even 0. */
public record Ipv4LinkSpecifier(InetSocketAddress address) implements LinkSpecifier {
  static final int TYPE = 0;

  /** Refuses other families, and names that would have to be looked up. */
  public Ipv4LinkSpecifier {
    if (!(address.getAddress() instanceof Inet4Address)) {
      throw new IllegalArgumentException("not an IPv4 address");
    }
  }

  @Override
  public void write(ByteWriter writer) {
    writer.u8(TYPE).u8(IpAddress.IPV4_LENGTH + 2);
    writer.bytes(address.getAddress().getAddress()).u16(address.getPort());
  }
}
