package org.tropea.protocol.channel;

import java.time.Duration;
import java.util.function.Predicate;
import org.tropea.crypto.key.RsaIdentity;

/**
 * What counts for the links of a node now, by its network and its operator. Immutable.
 *
 * @param priority how fast is forgotten what circuits have sent
 * @param padding how idle links are padded
 * @param betweenRelays how long, about, a link between relays stays without circuits
 * @param isRelay whether the network lists the peer: a link to another one is a client's, and so is
 *     each link of a client
 * @param isAuthority whose clock is trusted
 * @param wishes what the operator says
 */
public record LinkRules(
    PriorityDecay priority,
    PaddingRules padding,
    Duration betweenRelays,
    Predicate<RsaIdentity> isRelay,
    Predicate<RsaIdentity> isAuthority,
    LinkWishes wishes) {
  /** Of a client in a network that says nothing, as C tor has them. */
  public static final LinkRules STANDARD =
      new LinkRules(
          PriorityDecay.STANDARD,
          PaddingRules.STANDARD,
          Duration.ofHours(1),
          peer -> false,
          peer -> false,
          LinkWishes.USUAL);
}
