package org.tropea.proxy.socks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;
import static org.tropea.protocol.Vector.hex;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.helpers.NOPLogger;
import org.tropea.client.ConnectFailure;
import org.tropea.client.Connector;
import org.tropea.client.Resolver;
import org.tropea.client.Target;
import org.tropea.client.pool.Isolation;
import org.tropea.protocol.NoLeaks;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.notice.RepeatedWarnings;
import org.tropea.proxy.address.AddressMap;
import org.tropea.proxy.request.Caution;
import org.tropea.proxy.request.PortRules;
import org.tropea.proxy.request.Requests;

/** Over real sockets of loopback. */
@ExtendWith(NoLeaks.class)
class SocksListenerTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final EventLoop loop = group.next();
  private final Connector connector = mock(Connector.class);
  private Channel listener;

  @BeforeEach
  void listen() {
    when(connector.loop()).thenReturn(loop);
    listener = SocksListener.bind(requests(), ANY_PORT, TIMEOUT).syncUninterruptibly().channel();
  }

  private Requests requests() {
    return new Requests(
        new Requests.Network(connector, mock(Resolver.class)),
        PortRules.USUAL,
        Requests.Grouping.alone("listener", PortRules.USUAL),
        new Requests.Protection(
            Caution.USUAL,
            new AddressMap(AddressMap.Settings.USUAL, new SecureRandom()),
            new RepeatedWarnings(NOPLogger.NOP_LOGGER, InstantSource.system())));
  }

  @AfterEach
  void close() {
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void programs_areServedOneAfterTheOther_whateverTheOthersDo() throws IOException {
    ConnectFailure refused =
        new ConnectFailure(ConnectFailure.Kind.DESTINATION, "refused", EndReason.CONNECT_REFUSED);
    when(connector.connect(any(Target.class), any(Isolation.class), any()))
        .thenAnswer(call -> loop.newFailedFuture(refused));
    for (int i = 0; i < 20; i++) {
      try (Socket garbage = connect();
          Socket silent = connect();
          Socket good = connect()) {
        garbage.getOutputStream().write(hex("ff".repeat(100)));
        assertThat(garbage.getInputStream().read()).as("end of the garbage").isEqualTo(-1);
        good.getOutputStream().write(hex("05 01 00"));
        assertThat(good.getInputStream().readNBytes(2)).isEqualTo(hex("05 00"));
        good.getOutputStream().write(hex("05 01 00 03 01 61 0050"));
        assertThat(good.getInputStream().readAllBytes())
            .isEqualTo(hex("05 05 00 01 00000000 0000"));
        assertThat(silent.isConnected()).isTrue();
      }
    }
  }

  @Test
  void bind_aPortInUse_fails() {
    ChannelFuture second = SocksListener.bind(requests(), listener.localAddress(), TIMEOUT);
    second.awaitUninterruptibly();
    assertThat(second.cause()).isInstanceOf(IOException.class);
  }

  private Socket connect() throws IOException {
    InetSocketAddress address = (InetSocketAddress) listener.localAddress();
    Socket socket = new Socket(address.getAddress(), address.getPort());
    socket.setSoTimeout((int) TIMEOUT.toMillis());
    return socket;
  }
}
