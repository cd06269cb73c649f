package org.tropea.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Case L26: many links of one address, and many handshakes that nobody ends. */
class LinkQuotaTest {
  private final EmbeddedChannel listener = new EmbeddedChannel();
  private final LinkQuota quota =
      new LinkQuota(
          listener.eventLoop(), from -> from.getHostAddress().startsWith("192.") ? 1000 : 3, 10);
  private final List<Incoming> taken = new ArrayList<>();

  LinkQuotaTest() {
    listener.pipeline().addLast(quota);
  }

  @AfterEach
  void close() {
    taken.forEach(EmbeddedChannel::close);
    listener.runPendingTasks();
    listener.close();
  }

  /** A socket that was accepted. */
  private static final class Incoming extends EmbeddedChannel {
    private final @Nullable SocketAddress from;

    Incoming(@Nullable String address) {
      from = address == null ? null : new InetSocketAddress(address, 1234);
    }

    @Override
    protected @Nullable SocketAddress remoteAddress0() {
      return from;
    }
  }

  private boolean takes(@Nullable String address) {
    Incoming socket = new Incoming(address);
    listener.writeInbound(socket);
    boolean passed = listener.readInbound() == socket;
    assertThat(socket.isOpen()).isEqualTo(passed);
    if (passed) {
      taken.add(socket);
    }
    return passed;
  }

  @Test
  void address_withAsManyLinksAsItMayHave_getsNoMore_untilOneCloses() {
    for (int i = 0; i < 3; i++) {
      assertThat(takes("10.0.0.1")).isTrue();
    }
    assertThat(takes("10.0.0.1")).isFalse();
    assertThat(takes("10.0.0.2")).isTrue();
    taken.remove(0).close();
    listener.runPendingTasks();
    assertThat(takes("10.0.0.1")).isTrue();
    assertThat(takes("10.0.0.1")).isFalse();
  }

  @Test
  void addressesOfOneIpv6Network_countAsOne() {
    assertThat(takes("2001:db8::1")).isTrue();
    assertThat(takes("2001:db8::2")).isTrue();
    assertThat(takes("2001:db8::ffff:0:0:3")).isTrue();
    assertThat(takes("2001:db8::4")).isFalse();
    assertThat(takes("2001:db8:0:1::1")).isTrue();
  }

  @Test
  void handshakesThatNobodyEnds_haveABound_openLinksDoNotCount() {
    for (int i = 0; i < 10; i++) {
      assertThat(takes("192.0.2.1")).isTrue();
    }
    assertThat(takes("192.0.2.1")).isFalse();
    assertThat(takes("10.0.0.1")).isFalse();
    quota.handshakeDone(taken.get(0));
    quota.handshakeDone(taken.get(0));
    listener.runPendingTasks();
    assertThat(takes("10.0.0.1")).isTrue();
    assertThat(takes("10.0.0.1")).isFalse();
    taken.remove(1).close();
    listener.runPendingTasks();
    assertThat(takes("192.0.2.1")).isTrue();
    assertThat(takes("192.0.2.1")).isFalse();
  }

  @Test
  void peerThatIsGoneAlready_isClosed() {
    assertThat(takes(null)).isFalse();
  }
}
