package org.tropea.directory.network;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tropea.directory.document.ExitPolicy;
import org.tropea.directory.document.RelayEntry;
import org.tropea.protocol.linkspec.RelayTarget;

/**
 * Which ORPorts a client can connect to, as its user says: a firewall lets it through to some
 * addresses and ports alone, or there is no IPv4 (row P19). Immutable.
 *
 * @param ipv4 whether links may use IPv4
 * @param ipv6 whether links may use IPv6
 * @param prefersIpv6 whether IPv6 is used where a relay has both
 * @param rules to which addresses and ports of these
 */
public record ReachableAddresses(
    boolean ipv4, boolean ipv6, boolean prefersIpv6, ExitPolicy rules) {
  /** C tor's: all of them, by IPv4 where a relay has that. */
  public static final ReachableAddresses ALL =
      new ReachableAddresses(true, true, false, ExitPolicy.ACCEPT_ALL);

  private static boolean isIpv4(InetSocketAddress address) {
    return address.getAddress() instanceof Inet4Address;
  }

  /** Whether this address can be connected to. */
  public boolean allows(InetSocketAddress address) {
    return (isIpv4(address) ? ipv4 : ipv6) && rules.allows(address.getAddress(), address.getPort());
  }

  /** Whether one of the relay's addresses can be. */
  public boolean allows(RelayEntry relay) {
    InetSocketAddress second = relay.ipv6();
    return allows(relay.address()) || (second != null && allows(second));
  }

  /** The address that a link uses, of these of one relay; as in C tor there is no second try. */
  public Optional<InetSocketAddress> choose(List<InetSocketAddress> addresses) {
    List<InetSocketAddress> allowed = addresses.stream().filter(this::allows).toList();
    return allowed.stream()
        .filter(address -> isIpv4(address) != prefersIpv6)
        .findFirst()
        .or(() -> allowed.stream().findFirst());
  }

  /** The relay as it is connected to; empty where it cannot be. */
  public Optional<RelayTarget> choose(RelayTarget relay) {
    return choose(relay.addresses())
        .map(
            address ->
                new RelayTarget(relay.rsaIdentity(), relay.ed25519Identity(), List.of(address)));
  }

  /** The fallback directories that can be connected to, by the address that is used. */
  public List<FallbackDirectory> fallbacks(List<FallbackDirectory> all) {
    List<FallbackDirectory> reached = new ArrayList<>();
    for (FallbackDirectory each : all) {
      List<InetSocketAddress> addresses = new ArrayList<>(List.of(each.onionAddress()));
      if (each.ipv6Address() != null) {
        addresses.add(each.ipv6Address());
      }
      choose(addresses)
          .map(address -> new FallbackDirectory(each.identity(), address, null, each.weight()))
          .ifPresent(reached::add);
    }
    return reached;
  }

  /** The authorities that can be connected to. */
  public List<Authority> authorities(List<Authority> all) {
    return all.stream()
        .filter(each -> each.onionAddress() != null && allows(each.onionAddress()))
        .toList();
  }
}
