package org.tropea.relay;

import java.net.InetAddress;
import org.tropea.directory.document.ExitPolicy;

/** Which addresses a relay on the Internet can have (row C10): those that C tor calls internal. */
final class PublicAddress {
  private static final int ANY_PORT = 1;

  private PublicAddress() {}

  /** Whether circuits may be extended to this address. */
  static boolean is(InetAddress address) {
    return !address.isMulticastAddress()
        && !isShared(address.getAddress())
        && ExitPolicy.REJECT_PRIVATE.allows(address, ANY_PORT);
  }

  /** 100.64.0.0/10, which providers share among customers (RFC 6598). */
  private static boolean isShared(byte[] address) {
    return address.length == 4 && address[0] == 100 && (address[1] & 0xc0) == 64;
  }
}
