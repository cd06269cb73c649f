package org.tropea.authority.intake;

import java.net.Inet4Address;
import java.net.InetAddress;

/** Which addresses are nobody's on the Internet, so that no relay can be there. */
final class PrivateAddress {
  private PrivateAddress() {}

  static boolean is(InetAddress address) {
    byte[] bytes = address.getAddress();
    int first = bytes[0] & 0xff;
    int second = bytes[1] & 0xff;
    if (address instanceof Inet4Address) {
      return isIpv4(first, second);
    }
    boolean zeros = true;
    for (int i = 0; i < 10; i++) {
      zeros &= bytes[i] == 0;
    }
    if (zeros && bytes[10] == -1 && bytes[11] == -1) {
      return isIpv4(bytes[12] & 0xff, bytes[13] & 0xff);
    }
    return (first & 0xfe) == 0xfc
        || (first == 0xfe && second >= 0x80)
        || address.isAnyLocalAddress()
        || address.isLoopbackAddress();
  }

  private static boolean isIpv4(int first, int second) {
    return first == 0
        || first == 10
        || first == 127
        || (first == 100 && (second & 0xc0) == 64)
        || (first == 169 && second == 254)
        || (first == 172 && (second & 0xf0) == 16)
        || (first == 192 && second == 168);
  }
}
