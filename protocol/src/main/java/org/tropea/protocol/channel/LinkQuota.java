package org.tropea.protocol.channel;

import com.google.crypto.tink.util.Bytes;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.tropea.protocol.loop.LoopTask;
import org.tropea.protocol.loop.Unwatched;

/**
 * Closes what connects to an ORPort where its address may have no more links, and makes room where
 * too many links of all have not finished their handshake (case link-26).
 *
 * <p>Relays that the network lists have room of their own, so that clients do not cut us off from
 * the network. Of IPv6, a /64 is one address, since whoever has one has all of them. A part of the
 * listening socket's pipeline; confined to its loop.
 */
final class LinkQuota extends ChannelInboundHandlerAdapter {
  private static final int IPV6_NETWORK = 8;
  private static final int SHARE_OF_RELAYS = 4;

  private final EventLoop loop;
  private final AddressAllowance allowance;
  private final HandshakeRoom clients;
  private final HandshakeRoom relays;

  /**
   * @param handshakes how many may be under way of all but listed relays, who have a quarter of it
   */
  LinkQuota(EventLoop loop, AddressAllowance allowance, int handshakes) {
    this.loop = loop;
    this.allowance = allowance;
    this.clients = new HandshakeRoom(handshakes);
    this.relays = new HandshakeRoom(Math.max(1, handshakes / SHARE_OF_RELAYS));
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    Channel socket = (Channel) message;
    InetAddress from = address(socket);
    if (from == null || !allowance.enter(from)) {
      socket.unsafe().closeForcibly();
      return;
    }
    Bytes key = key(from);
    HandshakeRoom room = allowance.isRelay(from) ? relays : clients;
    Channel loser = room.enter(key, socket);
    if (loser != null) {
      Unwatched.close(loser);
    }
    socket
        .closeFuture()
        .addListener(
            closed -> {
              allowance.left(from);
              LoopTask.give(loop, () -> room.leave(key, socket));
            });
    context.fireChannelRead(message);
  }

  /** The link's handshake is over. Any thread. */
  void handshakeDone(Channel socket) {
    InetAddress from = address(socket);
    if (from != null) {
      Bytes key = key(from);
      LoopTask.give(
          loop,
          () -> {
            clients.leave(key, socket);
            relays.leave(key, socket);
          });
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
