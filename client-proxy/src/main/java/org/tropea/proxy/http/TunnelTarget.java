package org.tropea.proxy.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.tropea.client.HostKind;

/**
 * A host and a port as one text, as CONNECT and Host have it. Immutable.
 *
 * @param host without brackets
 * @param port 0 where none is given
 */
record TunnelTarget(String host, int port) {
  private static final int MAX_PORT = 0xffff;

  /** The target of {@code text}; null where its port is none. */
  static @Nullable TunnelTarget read(String text) {
    // An IPv6 address without brackets could be one with a port; C tor takes it for one without.
    if (HostKind.address(text) instanceof Inet6Address) {
      return new TunnelTarget(text, 0);
    }
    int colon = text.lastIndexOf(':');
    if (colon < 0 || text.endsWith("]")) {
      return new TunnelTarget(withoutBrackets(text), 0);
    }
    String digits = text.substring(colon + 1);
    if (digits.isEmpty() || digits.length() > 5 || !digits.chars().allMatch(Character::isDigit)) {
      return null;
    }
    int port = Integer.parseInt(digits);
    return port < 1 || port > MAX_PORT
        ? null
        : new TunnelTarget(withoutBrackets(text.substring(0, colon)), port);
  }

  /** Whether the host is this machine. */
  boolean isLoopback() {
    InetAddress address = HostKind.address(host);
    return address == null ? host.equalsIgnoreCase("localhost") : address.isLoopbackAddress();
  }

  private static String withoutBrackets(String host) {
    return host.startsWith("[") && host.endsWith("]") && host.length() > 2
        ? host.substring(1, host.length() - 1)
        : host;
  }

  /** Prints the port only: a host name must not reach a log. */
  @Override
  public String toString() {
    return "[scrubbed]:" + port;
  }
}
