package org.tropea.directory.network;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.function.BiPredicate;
import org.tropea.directory.document.RelayEntry;

/**
 * Which relays may be one operator's, so that no path has two of them (path-spec 2.2, proposal
 * 321): by the lists of both, by an id that both have, by their networks, or since the user says
 * so. Immutable.
 *
 * @param lists whether lists count, the parameter {@code use-family-lists}
 * @param ids whether ids count, the parameter {@code use-family-ids}
 * @param subnets whether relays in one IPv4 network of 16 bits, or an IPv6 one of 32, are kin
 * @param told whether the user says that two relays are
 */
public record Kinship(
    boolean lists, boolean ids, boolean subnets, BiPredicate<RelayEntry, RelayEntry> told) {
  /** By these parameters; {@code subnets} is the torrc option EnforceDistinctSubnets. */
  public static Kinship of(
      Parameters parameters, boolean subnets, BiPredicate<RelayEntry, RelayEntry> told) {
    return new Kinship(
        parameters.has(NetworkParameter.USE_FAMILY_LISTS),
        parameters.has(NetworkParameter.USE_FAMILY_IDS),
        subnets,
        told);
  }

  /** Whether a path has one of them at most; a relay is kin to itself. */
  public boolean joins(Relay one, Relay two) {
    return one.identity().equals(two.identity())
        || (subnets && sharesNetwork(one, two))
        || (lists && one.namesEachOther(two))
        || (ids && one.sharesFamilyId(two))
        || told.test(one.entry(), two.entry());
  }

  private static boolean sharesNetwork(Relay one, Relay two) {
    if (samePrefix(one.entry().address().getAddress(), two.entry().address().getAddress(), 2)) {
      return true;
    }
    InetSocketAddress ipv6 = one.entry().ipv6();
    InetSocketAddress other = two.entry().ipv6();
    return ipv6 != null && other != null && samePrefix(ipv6.getAddress(), other.getAddress(), 4);
  }

  private static boolean samePrefix(InetAddress one, InetAddress two, int bytes) {
    return Arrays.equals(one.getAddress(), 0, bytes, two.getAddress(), 0, bytes);
  }
}
