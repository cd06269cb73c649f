package org.tropea.proxy;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.tropea.proxy.request.PortRules;

/**
 * One place where programs ask.
 *
 * @param kind how they ask there
 * @param address where; port 0 means any free one. A {@link UnixDomainSocketAddress} is for SOCKS
 *     alone
 * @param rules what its flags say
 * @param access who may use a unix socket
 */
public record ListenerSettings(
    Kind kind, SocketAddress address, PortRules rules, UnixAccess access) {
  /** How programs ask. */
  public enum Kind {
    /** By SOCKS 4, 4a and 5. */
    SOCKS("SocksPort"),
    /** By HTTP CONNECT. */
    HTTP_TUNNEL("HTTPTunnelPort"),
    /** By DNS, over UDP. */
    DNS("DNSPort");

    private final String optionName;

    Kind(String optionName) {
      this.optionName = optionName;
    }

    /** The torrc option that asks for it. */
    public String optionName() {
      return optionName;
    }
  }

  /**
   * Who may use a unix socket besides its owner.
   *
   * @param group whether the group; its folder may then be the group's too
   * @param world whether everybody; its folder may then be anybody's
   * @param relaxed whether its folder may be read by others
   */
  public record UnixAccess(boolean group, boolean world, boolean relaxed) {
    /** Nobody else. */
    public static final UnixAccess OWNER = new UnixAccess(false, false, false);
  }

  /** A SOCKS port without flags. */
  public static ListenerSettings socks(InetSocketAddress address) {
    return new ListenerSettings(Kind.SOCKS, address, PortRules.USUAL, UnixAccess.OWNER);
  }
}
