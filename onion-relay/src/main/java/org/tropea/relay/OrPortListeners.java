package org.tropea.relay;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tropea.protocol.channel.ListenFailure;

/** The sockets at which a relay takes links: one of IPv4, and maybe one of IPv6. Thread-safe. */
final class OrPortListeners {
  private final Channel listening;
  private final @Nullable Channel listeningIpv6;

  /** How one is opened. */
  interface Binding {
    ChannelFuture bind(InetSocketAddress address);
  }

  /**
   * Opens them; waits until they are.
   *
   * @throws IOException when one cannot be opened
   */
  OrPortListeners(Settings.Ports ports, Binding binding) throws IOException {
    InetSocketAddress ipv6 = ports.ipv6();
    listening = bound(ports.listen(), binding);
    listeningIpv6 = ipv6 == null ? null : bound(ipv6, binding);
  }

  private static Channel bound(InetSocketAddress address, Binding binding) throws IOException {
    ChannelFuture bound = binding.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw ListenFailure.of("ORPort", address, bound.cause());
    }
    return bound.channel();
  }

  /** Where it listens. */
  InetSocketAddress address() {
    return (InetSocketAddress) listening.localAddress();
  }

  /** Where it listens for IPv6; null for nowhere. */
  @Nullable InetSocketAddress ipv6Address() {
    return listeningIpv6 == null ? null : (InetSocketAddress) listeningIpv6.localAddress();
  }

  /** Closes them, and waits for that. */
  void close() {
    List<ChannelFuture> closing = all().stream().map(Channel::close).toList();
    closing.forEach(ChannelFuture::awaitUninterruptibly);
  }

  /** The same; afterwards others can listen there at once. */
  void free() {
    close();
    // Java gives a socket back when its loop selects next, which it has done before a timer runs.
    for (Channel each : all()) {
      each.eventLoop().schedule(() -> {}, 1, TimeUnit.MILLISECONDS).awaitUninterruptibly();
    }
  }

  private List<Channel> all() {
    return listeningIpv6 == null ? List.of(listening) : List.of(listening, listeningIpv6);
  }
}
