package org.tropea.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tropea.protocol.NoLeaks;
import org.tropea.protocol.QuietPipelines;
import org.tropea.protocol.loop.OnLoop;

/** An ORPort over real sockets of loopback. */
@ExtendWith({NoLeaks.class, QuietPipelines.class})
class ChannelListenerTest {
  private static final int HANDSHAKES = 8;
  private static final int PATIENCE_MILLIS = 10_000;

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  private final EventLoop loop = group.next();
  private final ChannelGroup links = new DefaultChannelGroup(loop);
  private final CountDownLatch opened = new CountDownLatch(3);
  private final LinkWatch watch =
      new LinkWatch(
          new LinkObserver() {
            @Override
            public void opened(LinkFacts link) {
              opened.countDown();
            }
          });
  private final Channel listening = listen();
  private final List<Socket> idle = new ArrayList<>();

  private Channel listen() {
    LinkKeys keys = RelayCredentials.one().linkKeys();
    LinkLimits standard = LinkLimits.STANDARD;
    LinkParty relay =
        new LinkParty(
            EmbeddedLink.machine(ChannelTls.best()),
            () -> keys,
            List.of(),
            CircuitAcceptor.NONE,
            new LinkLimits(
                standard.handshake(),
                standard.cell(),
                standard.stall(),
                standard.quiet(),
                HANDSHAKES),
            LinkRates.UNLIMITED,
            () -> LinkRules.STANDARD,
            watch);
    return ChannelListener.bind(
            relay,
            new ChannelRegistry(loop, group::next, relay),
            group,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            links,
            AddressAllowance.UNLIMITED)
        .syncUninterruptibly()
        .channel();
  }

  @AfterEach
  void close() throws IOException {
    for (Socket socket : idle) {
      socket.close();
    }
    listening.close().syncUninterruptibly();
    links.close().syncUninterruptibly();
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private InetSocketAddress address() {
    return (InetSocketAddress) listening.localAddress();
  }

  private void connect(String from) throws IOException {
    Socket socket = new Socket();
    idle.add(socket);
    socket.bind(new InetSocketAddress(from, 0));
    socket.connect(address(), PATIENCE_MILLIS);
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  /**
   * Case link-26: at most as many as there is room for are left to wait for their handshake's end.
   */
  @Test
  void connectionsThatSayNothing_ofOneAddress_makeRoomForOthersAndForEachOther() throws Exception {
    for (int i = 0; i < 10 * HANDSHAKES; i++) {
      connect("127.0.0.2");
    }
    for (Socket old : idle.subList(0, 9 * HANDSHAKES)) {
      assertThat(old.getInputStream().read()).as("the oldest are closed").isEqualTo(-1);
    }
    LinkWatch client = LinkWatch.silent();
    ChannelRegistry registry =
        new ChannelRegistry(
            loop, () -> loop, LinkParty.client(EmbeddedLink.machine(ChannelTls.best()), client));
    for (int i = 0; i < 3; i++) {
      TorChannel link =
          OnLoop.ask(
                  loop,
                  () -> registry.channelTo(RelayCredentials.one().target(address()), phase -> {}))
              .syncUninterruptibly()
              .getNow();
      assertThat(link.isOpen()).isTrue();
      link.close();
      link.closeFuture().syncUninterruptibly();
      connect("127.0.0.2");
    }
    assertThat(client.totals().failed()).isZero();
    assertThat(opened.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
  }
}
