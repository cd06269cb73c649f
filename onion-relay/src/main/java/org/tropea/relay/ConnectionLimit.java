package org.tropea.relay;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.RelayEntry;
import org.tropea.directory.network.NetworkParameter;
import org.tropea.directory.network.Parameters;
import org.tropea.protocol.channel.AddressAllowance;

/**
 * How many links one address may have with this relay (row R11, case link-26).
 *
 * <p>A consensus decides: none sets a limit unless {@code DoSConnectionEnabled} does, as in C tor,
 * and relays that it lists have none. Where no consensus is held, and so nothing is known of
 * anybody, it is C tor's number of a network that has the defence: far more than the relays of one
 * address need, which have one link each. Test networks, whose nodes share an address, are free of
 * that. Thread-safe.
 */
final class ConnectionLimit implements AddressAllowance {
  /** The default of DoSConnectionMaxConcurrentCount. */
  static final int WITHOUT_CONSENSUS =
      Parameters.NONE.get(NetworkParameter.DOS_CONNECTION_MAX_CONCURRENT_COUNT);

  private volatile Rule rule;

  /** A number for each address, but for those of relays. */
  private record Rule(int perAddress, Set<InetAddress> relays) {}

  ConnectionLimit(boolean testNetwork) {
    rule = new Rule(testNetwork ? Integer.MAX_VALUE : WITHOUT_CONSENSUS, Set.of());
  }

  @Override
  public int links(InetAddress address) {
    Rule now = rule;
    return now.relays().contains(address) ? Integer.MAX_VALUE : now.perAddress();
  }

  @Override
  public boolean isRelay(InetAddress address) {
    return rule.relays().contains(address);
  }

  void onConsensus(Consensus consensus) {
    Set<InetAddress> relays = new HashSet<>();
    for (RelayEntry relay : consensus.relays()) {
      relays.add(relay.address().getAddress());
      InetSocketAddress ipv6 = relay.ipv6();
      if (ipv6 != null) {
        relays.add(ipv6.getAddress());
      }
    }
    set(consensus.parameters(), relays);
  }

  void set(Map<String, Integer> parameters, Set<InetAddress> relays) {
    Parameters network = new Parameters(parameters);
    boolean enabled = network.has(NetworkParameter.DOS_CONNECTION_ENABLED);
    int count = network.get(NetworkParameter.DOS_CONNECTION_MAX_CONCURRENT_COUNT);
    rule = new Rule(enabled ? count : Integer.MAX_VALUE, relays);
  }
}
