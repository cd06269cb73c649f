package org.tropea.client.socket;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * An address that is nobody's and carries a host's name, for libraries that want every name looked
 * up before they connect, such as OkHttp by its {@code Dns}: a {@link TorSocket} takes the name.
 */
public final class NamedAddress {
  /** Of 0.0.0.0/8, which no host has: were it ever dialled past Tor, nothing would be reached. */
  private static final byte[] NOBODY = {0, 0, 0, 1};

  private NamedAddress() {}

  /** The address that stands for this host; nobody is asked for it. */
  public static InetAddress of(String host) {
    try {
      return InetAddress.getByAddress(host, NOBODY);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of four bytes was refused", e);
    }
  }
}
