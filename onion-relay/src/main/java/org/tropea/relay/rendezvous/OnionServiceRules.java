package org.tropea.relay.rendezvous;

import org.tropea.directory.network.NetworkParameter;
import org.tropea.directory.network.Parameters;

/**
 * What a relay grants to onion services and their clients.
 *
 * @param introductions how many a service gets that asks for nothing else
 * @param refusesSingleHop whether clients who come by no other relay get no rendezvous
 */
public record OnionServiceRules(IntroductionRules introductions, boolean refusesSingleHop) {
  /** By the network's parameters. */
  public static OnionServiceRules of(Parameters network) {
    return new OnionServiceRules(
        IntroductionRules.of(network),
        network.has(NetworkParameter.DOS_REFUSE_SINGLE_HOP_CLIENT_RENDEZVOUS));
  }
}
