package org.tropea.relay;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tropea.directory.network.NetworkParameter;
import org.tropea.protocol.channel.LinkRates;
import org.tropea.protocol.channel.VerifiedPeer;
import org.tropea.protocol.dial.Dialler;
import org.tropea.protocol.dial.Purpose;
import org.tropea.protocol.rate.ByteLimits;
import org.tropea.protocol.rate.Rate;
import org.tropea.protocol.rate.RateGate;

/**
 * Holds the connections of a relay to its {@link Bandwidth}, as C tor does: links to both rates,
 * what it opens otherwise to that of all; private addresses to none unless told. Any thread.
 */
final class RelayRates implements LinkRates {
  private final Bandwidth bandwidth;
  private final Supplier<KnownNetwork> network;
  private final ByteLimits all;
  private final ByteLimits links;

  /**
   * @param network what the network says now of links, and which relays it lists
   */
  RelayRates(Bandwidth bandwidth, Supplier<KnownNetwork> network) {
    this.bandwidth = bandwidth;
    this.network = network;
    this.all =
        ByteLimits.of(
            Bandwidth.isUnlimited(bandwidth.all()) ? List.of() : List.of(bandwidth.all()));
    this.links = all.and(bandwidth.relayed());
  }

  private boolean isLimited(InetAddress address) {
    return bandwidth.countsPrivate() || PublicAddress.is(address);
  }

  @Override
  public @Nullable RateGate gate(InetAddress from) {
    return isLimited(from) ? links.gate() : null;
  }

  @Override
  public @Nullable Rate each(@Nullable VerifiedPeer peer) {
    KnownNetwork now = network.get();
    if (peer != null && now.relays().contains(peer.rsaIdentity())) {
      return null;
    }
    Rate rate =
        new Rate(
            orElse(bandwidth.perLink(), now, NetworkParameter.PERCONNBWRATE),
            orElse(bandwidth.perLinkBurst(), now, NetworkParameter.PERCONNBWBURST));
    return Bandwidth.isUnlimited(rate) ? null : rate;
  }

  private static long orElse(long told, KnownNetwork network, NetworkParameter parameter) {
    return told == 0 ? network.parameters().get(parameter) : told;
  }

  /** Opens what {@code dialler} opens, held to the rates. */
  Dialler holding(Dialler dialler) {
    return (dial, first) -> {
      InetAddress to = dial.address().getAddress();
      if (!isLimited(to)) {
        return dialler.dial(dial, first);
      }
      ByteLimits limits = dial.purpose() == Purpose.LINK ? links : all;
      return dialler.dial(dial, behind(limits, first));
    };
  }

  private static ChannelHandler behind(ByteLimits limits, ChannelHandler first) {
    return new ChannelInitializer<Channel>() {
      @Override
      protected void initChannel(Channel socket) {
        socket.pipeline().addLast(limits.gate(), first);
      }
    };
  }

  /** What the counters say now. */
  RateTotals totals() {
    return new RateTotals(links.readsHeld(), links.writesHeld());
  }
}
