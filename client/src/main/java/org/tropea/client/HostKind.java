package org.tropea.client;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tropea.protocol.linkspec.IpAddress;

/**
 * What the text of a host means, and so who may be told it (rows S12 and H01).
 *
 * <p>Capitals and one dot at the end make no difference. Nothing is resolved here.
 */
public enum HostKind {
  /** A name for an exit to resolve. */
  NAME,
  /** An IP address of the Internet. */
  ADDRESS,
  /** An address or a name of this machine or of its own network: nothing to an exit. */
  INTERNAL,
  /** A name under {@code .onion}: no exit may ever see it (RFC 7686). */
  ONION_SERVICE,
  /** A name under {@code .exit}, by which a link on a page could choose the exit. */
  EXIT_NOTATION,
  /** No name that DNS could have. */
  MALFORMED;

  /** Names of this machine and of the link it is on; those under them count too. */
  private static final Set<String> LOCAL = Set.of("localhost", "local");

  /** What {@code host} means. */
  public static HostKind of(String host) {
    InetAddress address = address(host);
    if (address != null) {
      return IpAddress.isInternal(address) ? INTERNAL : ADDRESS;
    }
    String name = host.toLowerCase(Locale.ROOT);
    if (name.endsWith(".")) {
      name = name.substring(0, name.length() - 1);
    }
    // An address with a dot at the end is no address to C tor, but one to many a resolver.
    InetAddress withoutDot = address(name);
    if (withoutDot != null) {
      return IpAddress.isInternal(withoutDot) ? INTERNAL : ADDRESS;
    }
    if (!isName(name)) {
      return MALFORMED;
    }
    int lastDot = name.lastIndexOf('.');
    String last = name.substring(lastDot + 1);
    if (LOCAL.contains(last)) {
      return INTERNAL;
    }
    if (lastDot < 0) {
      return NAME;
    }
    return switch (last) {
      case "onion" -> ONION_SERVICE;
      case "exit" -> EXIT_NOTATION;
      default -> NAME;
    };
  }

  /** The address that {@code host} is, or null where it is none; a zone makes it none. */
  public static @Nullable InetAddress address(String host) {
    byte[] bytes = host.indexOf('%') < 0 ? NetUtil.createByteArrayFromIpAddressString(host) : null;
    return bytes == null ? null : IpAddress.of(bytes);
  }

  /** The form that C tor demands of a name: labels of letters, digits, '-' and '_'. */
  private static boolean isName(String name) {
    for (String label : name.split("\\.", -1)) {
      boolean wellFormed =
          !label.isEmpty()
              && label.charAt(0) != '-'
              && label.charAt(0) != '_'
              && label.chars().allMatch(HostKind::isInNames);
      if (!wellFormed) {
        return false;
      }
    }
    return true;
  }

  private static boolean isInNames(int c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  }
}
