package org.tropea.directory.network;

import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.protocol.channel.LinkRules;
import org.tropea.protocol.channel.LinkWishes;
import org.tropea.protocol.channel.PaddingRules;
import org.tropea.protocol.channel.PaddingRules.Silence;
import org.tropea.protocol.channel.PriorityDecay;

/** What counts for links, by the parameters of the network. */
public final class NetworkLinks {
  private final Parameters parameters;

  private NetworkLinks(Parameters parameters) {
    this.parameters = parameters;
  }

  /**
   * The rules for a node's links.
   *
   * @param authorities whose clocks are trusted
   * @param halfLife the operator's word on how fast is forgotten what circuits sent; zero for none
   * @param isRelay whom the network lists; nobody at a client, whose links are all a client's
   */
  public static LinkRules rules(
      Parameters parameters,
      Collection<Authority> authorities,
      Duration halfLife,
      Predicate<RsaIdentity> isRelay,
      LinkWishes wishes) {
    Set<RsaIdentity> trusted =
        authorities.stream().map(Authority::identity).collect(Collectors.toUnmodifiableSet());
    NetworkLinks network = new NetworkLinks(parameters);
    return new LinkRules(
        network.priority(halfLife),
        network.padding(),
        Duration.ofSeconds(parameters.get(NetworkParameter.NF_CONNTIMEOUT_RELAYS)),
        isRelay,
        trusted::contains,
        wishes);
  }

  private PaddingRules padding() {
    return new PaddingRules(
        silence(NetworkParameter.NF_ITO_LOW, NetworkParameter.NF_ITO_HIGH),
        silence(NetworkParameter.NF_ITO_LOW_REDUCED, NetworkParameter.NF_ITO_HIGH_REDUCED),
        parameters.has(NetworkParameter.NF_PAD_BEFORE_USAGE),
        parameters.has(NetworkParameter.NF_PAD_RELAYS));
  }

  private Silence silence(NetworkParameter low, NetworkParameter high) {
    return new Silence(parameters.get(low), parameters.get(high));
  }

  private PriorityDecay priority(Duration halfLife) {
    return PriorityDecay.of(
        halfLife.isZero()
            ? Duration.ofMillis(parameters.get(NetworkParameter.CIRCUIT_PRIORITY_HALFLIFE_MSEC))
            : halfLife,
        Duration.ofSeconds(parameters.get(NetworkParameter.CIRCUIT_PRIORITY_TICK_SECS)));
  }
}
