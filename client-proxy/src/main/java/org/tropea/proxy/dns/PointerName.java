package org.tropea.proxy.dns;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tropea.client.HostKind;

/** The names under which DNS has the names of addresses (RFC 1035 3.5, RFC 3596 2.5). */
final class PointerName {
  private static final String IPV4 = ".in-addr.arpa";
  private static final String IPV6 = ".ip6.arpa";
  private static final int NIBBLES = 32;

  private PointerName() {}

  /** The address that {@code name} is about, or which it is itself; null for none. */
  static @Nullable InetAddress address(String name) {
    String folded = name.toLowerCase(Locale.ROOT);
    if (folded.endsWith(IPV4)) {
      String text = String.join(".", reversed(folded, IPV4));
      return NetUtil.isValidIpV4Address(text) ? HostKind.address(text) : null;
    }
    if (!folded.endsWith(IPV6)) {
      return HostKind.address(folded);
    }
    List<String> nibbles = reversed(folded, IPV6);
    boolean wellFormed =
        nibbles.size() == NIBBLES && nibbles.stream().allMatch(each -> each.matches("[0-9a-f]"));
    return wellFormed
        ? HostKind.address(String.join("", nibbles).replaceAll("(.{4})(?!$)", "$1:"))
        : null;
  }

  private static List<String> reversed(String name, String end) {
    List<String> labels =
        Arrays.asList(name.substring(0, name.length() - end.length()).split("\\.", -1));
    Collections.reverse(labels);
    return labels;
  }
}
