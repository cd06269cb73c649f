package org.tropea.relay.exit;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The names under in-addr.arpa and ip6.arpa, each of one address (RFC 1035, RFC 3596). */
final class PointerName {
  private static final String IPV4 = ".in-addr.arpa";
  private static final String IPV6 = ".ip6.arpa";

  private PointerName() {}

  /** The address whose name is asked for by {@code name}, in lower case; null where it is none. */
  static @Nullable InetAddress read(String name) {
    if (name.endsWith(IPV4)) {
      return read(name.substring(0, name.length() - IPV4.length()), 4, 10, 0xff);
    }
    if (name.endsWith(IPV6)) {
      return read(name.substring(0, name.length() - IPV6.length()), 32, 16, 0xf);
    }
    return null;
  }

  /** So many labels, the last part of the address first, each a number up to {@code max}. */
  private static @Nullable InetAddress read(String labels, int count, int radix, int max) {
    List<String> parts = List.of(labels.split("\\.", -1));
    if (parts.size() != count) {
      return null;
    }
    int bits = max == 0xff ? 8 : 4;
    byte[] address = new byte[count * bits / 8];
    for (int i = 0; i < count; i++) {
      int value = number(parts.get(count - 1 - i), radix);
      if (value < 0 || value > max) {
        return null;
      }
      int at = i * bits / 8;
      address[at] = (byte) (bits == 8 ? value : address[at] << 4 | value);
    }
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 or 16 bytes are an address", e);
    }
  }

  private static int number(String text, int radix) {
    if (text.isEmpty() || text.length() > 3) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) < 128 ? Character.digit(text.charAt(i), radix) : -1;
      if (digit < 0) {
        return -1;
      }
      value = value * radix + digit;
    }
    return value;
  }
}
