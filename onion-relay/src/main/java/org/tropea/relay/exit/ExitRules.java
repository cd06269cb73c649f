package org.tropea.relay.exit;

import java.net.InetAddress;
import java.util.function.BiPredicate;

/**
 * Where streams may lead.
 *
 * @param ipv4 whether an IPv4 address and port are allowed
 * @param ipv6 the same for IPv6; always false where IPv6Exit is off
 */
public record ExitRules(
    BiPredicate<InetAddress, Integer> ipv4, BiPredicate<InetAddress, Integer> ipv6) {
  /** No exit. */
  public static final ExitRules REJECT_ALL = new ExitRules((a, p) -> false, (a, p) -> false);
}
