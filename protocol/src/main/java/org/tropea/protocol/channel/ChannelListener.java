package org.tropea.protocol.channel;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.protocol.loop.LoopTask;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.rate.RateGate;

/** An ORPort: where other nodes open links to this relay (tor-spec 2). */
public final class ChannelListener {
  private static final Logger log = LoggerFactory.getLogger(ChannelListener.class);

  private ChannelListener() {}

  /**
   * Listens on {@code address}; links go to {@code registry} once they are open.
   *
   * @param group the loops that the links will live on
   * @param links every link that is accepted is added to it while it lives
   * @param allowance what an address may have
   * @return the listening channel, once it is bound
   */
  public static ChannelFuture bind(
      LinkParty party,
      ChannelRegistry registry,
      EventLoopGroup group,
      InetSocketAddress address,
      ChannelGroup links,
      AddressAllowance allowance) {
    EventLoop loop = group.next();
    LinkQuota quota = new LinkQuota(loop, allowance, party.limits().handshakes());
    ListenerTls tls = new ListenerTls(party.tls(), party.keys());
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loop, group)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .handler(quota)
            .childHandler(new Initializer(party, tls, registry, links, quota))
            .bind(address);
    bound.channel().closeFuture().addListener(closed -> tls.close());
    return bound;
  }

  /** Sets one incoming link up. */
  private static final class Initializer extends ChannelInitializer<Channel> {
    private final LinkParty party;
    private final ListenerTls tls;
    private final ChannelRegistry registry;
    private final ChannelGroup links;
    private final LinkQuota quota;

    Initializer(
        LinkParty party,
        ListenerTls tls,
        ChannelRegistry registry,
        ChannelGroup links,
        LinkQuota quota) {
      this.party = party;
      this.tls = tls;
      this.registry = registry;
      this.links = links;
      this.quota = quota;
    }

    @Override
    protected void initChannel(Channel socket) {
      links.add(socket);
      ListenerTls.Answer answer = tls.answer(socket.alloc());
      if (answer == null) {
        // It came when the listener was being closed.
        Unwatched.close(socket);
        return;
      }
      InetAddress from = ((InetSocketAddress) socket.remoteAddress()).getAddress();
      Promise<TorChannel> opened = socket.eventLoop().newPromise();
      opened.addListener(
          done -> {
            quota.handshakeDone(socket);
            if (done.isSuccess()) {
              LoopTask.give(registry.loop(), () -> registry.accepted(opened.getNow(), from));
            } else {
              log.trace("An incoming link was not opened: {}", done.cause().getMessage());
              party.watch().failed(false, done.cause());
            }
          });
      new ResponderHandshake(party, answer.keys(), opened).install(socket, answer.tls());
      RateGate gate = party.rates().gate(from);
      if (gate != null) {
        socket.pipeline().addFirst(gate);
      }
    }
  }
}
