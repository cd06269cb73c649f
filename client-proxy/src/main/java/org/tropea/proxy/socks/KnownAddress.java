package org.tropea.proxy.socks;

import java.net.InetAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.client.HostKind;
import org.tropea.protocol.linkspec.IpAddress;
import org.tropea.proxy.request.Requests;

/** Programs that name an address may have asked a resolver for it, which then knows (row S12). */
final class KnownAddress {
  private static final Logger log = LoggerFactory.getLogger(KnownAddress.class);
  private static final String LEAK =
      "A program asked by {} for an address: if it asked a resolver for it before, that one knows"
          + " where it goes; have the program hand names to Tor{}";

  private KnownAddress() {}

  /**
   * Whether a request is refused.
   *
   * @param protocol for the log
   * @param host what it names
   * @param known whether it names an address, not a name
   */
  static boolean isRefused(Requests requests, String protocol, String host, boolean known) {
    boolean refuses = requests.caution().refuseAddresses();
    boolean tells = requests.caution().tellAddresses();
    if (!known || requests.isMapped(host)) {
      if (tells) {
        log.info("A program asked by {} without asking a resolver itself: this is good", protocol);
      }
      return false;
    }
    String consequence = refuses ? "; refusing it, as SafeSocks says" : "";
    if (refuses || tells) {
      log.warn(LEAK, protocol, consequence);
    } else if (!isInternal(host)) {
      requests.warnings().warn(LEAK, protocol, consequence);
    }
    return refuses;
  }

  /** Only test networks lead there, and their programs mean the address. */
  private static boolean isInternal(String host) {
    InetAddress address = HostKind.address(host);
    return address != null && IpAddress.isInternal(address);
  }
}
