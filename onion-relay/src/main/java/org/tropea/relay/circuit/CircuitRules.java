package org.tropea.relay.circuit;

import java.net.InetAddress;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.protocol.channel.VerifiedPeer;
import org.tropea.protocol.flow.FlowRules;
import org.tropea.protocol.message.EndReason;
import org.tropea.relay.defence.FloodDefence;

/**
 * What the circuits of a relay may do; asked on any loop.
 *
 * @param reachable addresses that circuits may be extended to
 * @param mayExit relays by which streams may come that leave here
 * @param flow how much may be sent, as the network says it now
 * @param defence who may begin no circuit or stream
 */
public record CircuitRules(
    Predicate<InetAddress> reachable,
    Predicate<RsaIdentity> mayExit,
    Supplier<FlowRules> flow,
    FloodDefence defence) {
  /**
   * Why no stream may leave that comes by this peer, null for a client, as C tor says it (row X10);
   * null where it may.
   */
  @Nullable EndReason refusal(@Nullable VerifiedPeer peer) {
    if (peer == null) {
      // A client's first hop is no exit (case exit-1).
      return EndReason.TOR_PROTOCOL;
    }
    return mayExit.test(peer.rsaIdentity()) ? null : EndReason.MISC;
  }
}
