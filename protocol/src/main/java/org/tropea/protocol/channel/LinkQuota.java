package org.tropea.protocol.channel;

import com.google.crypto.tink.util.Bytes;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Closes what connects to an ORPort where its address has too many links, or where too many links
 * of all have not finished their handshake (case L26).
 *
 * <p>Of IPv6, a /64 is one address, since whoever has one has all of them. A part of the listening
 * socket's pipeline; confined to its loop.
 */
final class LinkQuota extends ChannelInboundHandlerAdapter {
  private static final int IPV6_NETWORK = 8;

  private final EventLoop loop;
  private final ToIntFunction<InetAddress> perAddress;
  private final int maxHandshakes;
  private final Map<Bytes, Integer> links = new HashMap<>();
  private final Set<Channel> handshakes = new HashSet<>();

  LinkQuota(EventLoop loop, ToIntFunction<InetAddress> perAddress, int maxHandshakes) {
    this.loop = loop;
    this.perAddress = perAddress;
    this.maxHandshakes = maxHandshakes;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    Channel socket = (Channel) message;
    InetAddress from = address(socket);
    if (from == null
        || handshakes.size() >= maxHandshakes
        || links.getOrDefault(key(from), 0) >= perAddress.applyAsInt(from)) {
      socket.unsafe().closeForcibly();
      return;
    }
    Bytes key = key(from);
    links.merge(key, 1, Integer::sum);
    handshakes.add(socket);
    socket.closeFuture().addListener(closed -> later(() -> forget(socket, key)));
    context.fireChannelRead(message);
  }

  /** The link's handshake is over. Any thread. */
  void handshakeDone(Channel socket) {
    later(() -> handshakes.remove(socket));
  }

  private void forget(Channel socket, Bytes key) {
    handshakes.remove(socket);
    links.computeIfPresent(key, (k, count) -> count == 1 ? null : count - 1);
  }

  private void later(Runnable task) {
    if (!loop.isShuttingDown()) {
      loop.execute(task);
    }
  }

  /** Null when the peer is gone already. */
  private static @Nullable InetAddress address(Channel socket) {
    return socket.remoteAddress() instanceof InetSocketAddress from ? from.getAddress() : null;
  }

  private static Bytes key(InetAddress address) {
    byte[] bytes = address.getAddress();
    return address instanceof Inet6Address
        ? Bytes.copyFrom(bytes, 0, IPV6_NETWORK)
        : Bytes.copyFrom(bytes);
  }
}
