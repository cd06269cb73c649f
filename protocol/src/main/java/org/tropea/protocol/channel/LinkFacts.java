package org.tropea.protocol.channel;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What does not change about an open link. Immutable.
 *
 * @param number from 1, each given once by a node
 * @param initiator whether this node opened it
 * @param peer who is on the other side; null for one that did not say, a client
 * @param address where the other side is
 */
public record LinkFacts(
    long number, boolean initiator, @Nullable VerifiedPeer peer, InetSocketAddress address) {
  /** Whether it goes over IPv6. */
  boolean isIpv6() {
    return address.getAddress() instanceof Inet6Address;
  }

  /** May be logged: names nobody. */
  @Override
  public String toString() {
    return "link %d %s a %s"
        .formatted(number, initiator ? "to" : "from", peer == null ? "client" : "relay");
  }
}
