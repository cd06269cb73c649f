package org.tropea.onionservice.host;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/**
 * A port of an onion service, and a server that it leads to.
 *
 * @param port 1 to 65535
 * @param target an IP address and port, or a unix socket
 */
public record VirtualPort(int port, SocketAddress target) {
  /** Refuses what can be no port, and names that would have to be looked up. */
  public VirtualPort {
    boolean address = target instanceof InetSocketAddress ip && !ip.isUnresolved();
    if (port < 1 || port > 0xffff || !(address || target instanceof UnixDomainSocketAddress)) {
      throw new IllegalArgumentException("not a port and a server");
    }
  }

  @Override
  public String toString() {
    return "VirtualPort[" + port + "]";
  }
}
