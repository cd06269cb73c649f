package org.tropea.directory.document;

import com.google.crypto.tink.util.Bytes;
import java.net.InetAddress;
import org.tropea.directory.document.PortPolicy.Range;

/**
 * One line of an exit policy: a network, a range of ports, and what becomes of them. Immutable.
 *
 * @param network 4 or 16 bytes, as written: bits behind the prefix may be set
 * @param bits length of the prefix
 */
public record ExitRule(boolean accept, Bytes network, int bits, Range ports) {
  static final Range ALL_PORTS = new Range(1, 65535);

  /** The same about all ports. */
  ExitRule forAllPorts() {
    return new ExitRule(accept, network, bits, ALL_PORTS);
  }

  private static final int IPV4_LENGTH = 4;

  /** Whether it is about IPv4. */
  public boolean isIpv4() {
    return network.size() == IPV4_LENGTH;
  }

  /** Whether the address, of the rule's IP version, and the port are in its range. */
  public boolean matches(InetAddress address, int port) {
    return port >= ports.low() && port <= ports.high() && contains(address.getAddress());
  }

  /** Whether it is about every address of its IP version and every port. */
  boolean isCatchAll() {
    return bits == 0 && ports.equals(ALL_PORTS);
  }

  private boolean contains(byte[] address) {
    byte[] prefix = network.toByteArray();
    if (address.length != prefix.length) {
      return false;
    }
    for (int i = 0; i < bits; i++) {
      if (((address[i / 8] ^ prefix[i / 8]) & 0x80 >> i % 8) != 0) {
        return false;
      }
    }
    return true;
  }

  /** The line, as in a descriptor: {@code accept6} and {@code reject6} for IPv6. */
  public String text() {
    StringBuilder text = new StringBuilder(accept ? "accept" : "reject");
    text.append(isIpv4() ? " " : "6 ").append(bits == 0 ? "*" : Addresses.write(network));
    if (bits > 0 && bits < 8 * network.size()) {
      text.append('/').append(bits);
    }
    return text.append(':')
        .append(ports.equals(ALL_PORTS) ? "*" : PortPolicy.text(ports))
        .toString();
  }
}
