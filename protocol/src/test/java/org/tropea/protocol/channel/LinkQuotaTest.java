package org.tropea.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tropea.protocol.loop.Unwatched;

/** Case link-26: many links of one address, and many handshakes that nobody ends. */
class LinkQuotaTest {
  private final EmbeddedChannel listener = new EmbeddedChannel();
  private final LinkQuota quota = new LinkQuota(listener.eventLoop(), new Allowance(), 10);
  private final List<Incoming> taken = new ArrayList<>();

  LinkQuotaTest() {
    listener.pipeline().addLast(quota);
  }

  @AfterEach
  void close() {
    taken.forEach(Unwatched::close);
    listener.runPendingTasks();
    Unwatched.close(listener);
  }

  /** Of 192.* a thousand links each and of others three; 192.0.2.* are relays. */
  private static final class Allowance implements AddressAllowance {
    private final Map<InetAddress, Integer> links = new HashMap<>();

    @Override
    public boolean enter(InetAddress address) {
      int most = address.getHostAddress().startsWith("192.") ? 1000 : 3;
      if (links.getOrDefault(address, 0) >= most) {
        return false;
      }
      links.merge(address, 1, Integer::sum);
      return true;
    }

    @Override
    public void left(InetAddress address) {
      links.merge(address, -1, Integer::sum);
    }

    @Override
    public boolean isRelay(InetAddress address) {
      return address.getHostAddress().startsWith("192.0.2.");
    }
  }

  /** A socket that was accepted. */
  private static final class Incoming extends EmbeddedChannel {
    private final @Nullable SocketAddress from;

    Incoming(@Nullable String address) {
      from = address == null ? null : new InetSocketAddress(address, 1234);
    }

    boolean comesFrom(String address) {
      return from instanceof InetSocketAddress socket
          && socket.getAddress().getHostAddress().equals(address);
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
    Unwatched.close(taken.remove(0));
    listener.runPendingTasks();
    assertThat(takes("10.0.0.1")).isTrue();
    assertThat(takes("10.0.0.1")).isFalse();
  }

  @Test
  void addressesOfOneIpv6Network_shareTheirHandshakes() {
    for (int i = 0; i < 10; i++) {
      assertThat(takes("10.0.0." + i)).isTrue();
    }
    assertThat(takes("2001:db8::1")).isTrue();
    assertThat(takes("2001:db8::ffff:0:0:2")).isTrue();
    assertThat(takes("2001:db8::3")).isTrue();
    assertThat(taken.get(10).isOpen()).as("the oldest of the network that has most").isFalse();
    assertThat(taken.get(11).isOpen()).isTrue();
  }

  private long open(String address) {
    return taken.stream().filter(each -> each.isOpen() && each.comesFrom(address)).count();
  }

  @Test
  void addressWithMostHandshakes_paysForEveryNewOne_andOthersKeepTheirs() {
    for (int i = 0; i < 10_000; i++) {
      assertThat(takes("192.1.1.1")).isTrue();
      listener.runPendingTasks();
    }
    assertThat(open("192.1.1.1")).isEqualTo(10);
    assertThat(taken.get(9_989).isOpen()).as("one that is old").isFalse();
    assertThat(taken.get(9_990).isOpen()).as("the oldest that is left").isTrue();
    for (int i = 1; i < 4; i++) {
      assertThat(takes("10.0.0." + i)).isTrue();
    }
    for (int i = 0; i < 100; i++) {
      assertThat(takes("192.1.1.1")).isTrue();
    }
    for (int i = 1; i < 4; i++) {
      assertThat(open("10.0.0." + i)).isEqualTo(1);
    }
    assertThat(open("192.1.1.1")).isEqualTo(7);
  }

  @Test
  void whereAllHaveOneHandshake_theOldestGoes() {
    for (int i = 0; i < 12; i++) {
      assertThat(takes("10.0.0." + i)).isTrue();
    }
    assertThat(open("10.0.0.0")).isZero();
    assertThat(open("10.0.0.1")).isZero();
    for (int i = 2; i < 12; i++) {
      assertThat(open("10.0.0." + i)).isEqualTo(1);
    }
  }

  /** Two places of the relay's quarter; what clients do takes none of them. */
  @Test
  void listedRelays_haveRoomOfTheirOwn() {
    assertThat(takes("192.0.2.1")).isTrue();
    for (int i = 0; i < 1000; i++) {
      takes("10.0." + i / 250 + "." + i % 250);
    }
    assertThat(open("192.0.2.1")).isEqualTo(1);
    assertThat(takes("192.0.2.2")).isTrue();
    assertThat(takes("192.0.2.2")).isTrue();
    assertThat(open("192.0.2.1")).isZero();
    assertThat(takes("192.0.2.1")).isTrue();
    assertThat(open("192.0.2.1")).isEqualTo(1);
    assertThat(open("192.0.2.2")).isEqualTo(1);
  }

  @Test
  void openLinks_takeNoRoom() {
    for (int i = 0; i < 50; i++) {
      assertThat(takes("192.1.1.1")).isTrue();
      quota.handshakeDone(taken.get(i));
      quota.handshakeDone(taken.get(i));
      listener.runPendingTasks();
    }
    assertThat(open("192.1.1.1")).isEqualTo(50);
    for (int i = 0; i < 11; i++) {
      assertThat(takes("192.1.1.2")).isTrue();
    }
    assertThat(open("192.1.1.1")).isEqualTo(50);
    assertThat(open("192.1.1.2")).isEqualTo(10);
  }

  @Test
  void peerThatIsGoneAlready_isClosed() {
    assertThat(takes(null)).isFalse();
  }
}
