package org.tropea.authority.vote;

import org.tropea.directory.document.ExitPolicy;
import org.tropea.directory.document.ExitRule;
import org.tropea.directory.document.RelayDescription;

/** Who is worth the Exit flag (dir-spec 3.4.2). */
final class ExitTest {
  private static final int NETWORKS = 256;
  private static final int[] PORTS = {80, 443};

  private ExitTest() {}

  /** Whether it lets streams out to ports 80 and 443 of one whole /8 network, each. */
  static boolean isExit(RelayDescription relay, boolean privateNetworksCount) {
    for (int port : PORTS) {
      if (!opens(relay.exitPolicy(), port, privateNetworksCount)) {
        return false;
      }
    }
    return true;
  }

  private static boolean opens(ExitPolicy policy, int port, boolean privateNetworksCount) {
    boolean[] rejected = new boolean[NETWORKS];
    for (ExitRule rule : policy.rules()) {
      if (!rule.isIpv4() || port < rule.ports().low() || port > rule.ports().high()) {
        continue;
      }
      int first = rule.network().toByteArray()[0] & 0xff & (0xff00 >> Math.min(rule.bits(), 8));
      int last = first | (0xff >> Math.min(rule.bits(), 8));
      for (int network = first; network <= last; network++) {
        if (rejected[network] || (!privateNetworksCount && isPrivate(network))) {
          continue;
        }
        if (!rule.accept()) {
          rejected[network] = true;
        } else if (rule.bits() <= 8) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether the /8's first address is of a private network. */
  private static boolean isPrivate(int network) {
    return network == 0 || network == 10 || network == 127;
  }
}
