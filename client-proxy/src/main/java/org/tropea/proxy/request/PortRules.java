package org.tropea.proxy.request;

import java.util.EnumSet;
import java.util.Set;
import org.tropea.client.AddressFamily;
import org.tropea.client.pool.Isolation.By;

/**
 * What a listener's flags say (rows S05 and S06). Immutable.
 *
 * @param apart what its streams are kept apart by, besides its session group
 * @param sessionGroup listeners of one number may share circuits; negative for a group of its own
 * @param reach which hosts may be asked for
 * @param manners how programs are answered
 */
public record PortRules(Set<By> apart, int sessionGroup, Reach reach, Manners manners) {
  /** A listener without flags, as C tor's defaults have it. */
  public static final PortRules USUAL =
      new PortRules(Set.of(By.CLIENT_ADDRESS, By.LOGIN), -1, Reach.ALL, Manners.USUAL);

  /**
   * Which hosts may be asked for.
   *
   * @param ipv4 whether IPv4 addresses
   * @param ipv6 whether IPv6 addresses
   * @param ipv6First whether IPv6 is better where a name has both
   * @param names whether names, which an exit then resolves
   * @param onionServices whether onion services
   */
  public record Reach(
      boolean ipv4, boolean ipv6, boolean ipv6First, boolean names, boolean onionServices) {
    /** All of them. */
    public static final Reach ALL = new Reach(true, true, false, true, true);

    /** Which addresses of a name will do; IPv4 where none would. */
    AddressFamily family() {
      if (ipv4 && ipv6) {
        return ipv6First ? AddressFamily.ANY_IPV6_FIRST : AddressFamily.ANY;
      }
      return ipv6 ? AddressFamily.IPV6 : AddressFamily.IPV4;
    }
  }

  /**
   * How programs are answered.
   *
   * @param withoutLoginFirst whether a SOCKS program that offers both is not asked for a login
   * @param extendedErrors whether SOCKS5 replies say what is wrong with an onion service
   * @param lastingLogins whether the circuits of a login take new streams while they are used
   * @param virtualIpv6First whether a name gets a virtual address of IPv6 where either would do
   */
  public record Manners(
      boolean withoutLoginFirst,
      boolean extendedErrors,
      boolean lastingLogins,
      boolean virtualIpv6First) {
    /** C tor's defaults. */
    public static final Manners USUAL = new Manners(false, false, false, true);
  }

  /** Keeps its own copy. */
  public PortRules {
    apart = Set.copyOf(apart);
  }

  /** With its session group. */
  Set<By> apartAtAll() {
    EnumSet<By> all = EnumSet.of(By.SESSION_GROUP);
    all.addAll(apart);
    return all;
  }
}
