package org.tropea.proxy.request;

import java.net.InetAddress;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a user wants to be kept from, whichever way programs ask (row S12). Immutable.
 *
 * @param admits which programs are served, by their address
 * @param refuseAddresses whether SOCKS requests for addresses are refused, since a program that
 *     knows one may have asked a resolver for it
 * @param tellAddresses whether each SOCKS request is said to be safe or not
 * @param warnPorts ports of protocols that everybody on the way can read
 * @param refusePorts those of them that are refused
 * @param refuseInternal whether addresses of private networks are refused
 */
public record Caution(
    Predicate<InetAddress> admits,
    boolean refuseAddresses,
    boolean tellAddresses,
    Set<Integer> warnPorts,
    Set<Integer> refusePorts,
    boolean refuseInternal) {
  /** C tor's defaults. */
  public static final Caution USUAL =
      new Caution(program -> true, false, false, Set.of(23, 109, 110, 143), Set.of(), true);

  /** The same, with addresses of private networks refused or not. */
  public Caution refusingInternal(boolean refuse) {
    return new Caution(admits, refuseAddresses, tellAddresses, warnPorts, refusePorts, refuse);
  }

  /** Keeps its own copies. */
  public Caution {
    warnPorts = Set.copyOf(warnPorts);
    refusePorts = Set.copyOf(refusePorts);
  }
}
