package org.tropea.relay.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.crypto.key.RsaSigningKey;
import org.tropea.crypto.key.X25519PrivateKey;
import org.tropea.directory.network.Relay;
import org.tropea.protocol.linkspec.RelayTarget;
import org.tropea.protocol.loop.FakeLoop;
import org.tropea.protocol.loop.FakeLoops;
import org.tropea.relay.selftest.SelfTest.Family;

/** Rows R06 and R20 on virtual time. */
class SelfTestTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final InetAddress IPV4 = TestRelays.address("198.51.100.1");
  private static final InetAddress IPV6 = TestRelays.address("2001:db8::1");
  private static final InetAddress PEER = TestRelays.address("203.0.113.5");
  private static final InetAddress PEER6 = TestRelays.address("2001:db8:1::5");
  private static final InetAddress INSIDE = TestRelays.address("10.0.0.5");

  private final FakeLoops loops = new FakeLoops();
  private final FakeLoop loop = loops.loop();
  private final List<Relay> relays = new ArrayList<>();
  private final List<String> built = new ArrayList<>();
  private final List<Runnable> running = new ArrayList<>();
  private final SelfTest.Self self = self();
  private boolean asleep;
  private final SelfTest test = test(EnumSet.allOf(Family.class));

  private static SelfTest.Self self() {
    RelayTarget target =
        new RelayTarget(
            RsaSigningKey.generate(1024, RANDOM).publicKey().identity(),
            Ed25519SigningKey.generate(RANDOM).identity(),
            List.of(new InetSocketAddress(IPV4, 9001), new InetSocketAddress(IPV6, 9001)));
    return new SelfTest.Self(
        target, Curve25519.fastest().publicKey(X25519PrivateKey.generate(RANDOM)));
  }

  private SelfTest test(Set<Family> tested) {
    SelfTest made =
        new SelfTest(
            loop,
            tested,
            () -> relays,
            () -> self,
            new SelfTest.Rules(address -> !address.equals(INSIDE), true, () -> asleep),
            (path, target, ipv6, over) -> {
              assertThat(loop.inEventLoop()).isTrue();
              assertThat(target.target(ipv6).addresses()).hasSize(1);
              built.add(ipv6 ? "IPv6" : "IPv4");
              running.add(over);
            },
            new Random(5));
    loops.run();
    return made;
  }

  private void pass(Duration time) {
    loops.advance(time);
    loops.run();
  }

  private void allOver() {
    running.forEach(Runnable::run);
    running.clear();
    loops.run();
  }

  private void came(boolean initiator, InetAddress remote, InetAddress seenAs) {
    test.createCame(initiator, remote, seenAs);
    loops.run();
  }

  private void knowRelays() {
    relays.addAll(TestRelays.of(4));
    loop.now(test::onDocuments);
  }

  @Test
  void relayThatIsTested_isBuiltCircuitsTo_onceAMinuteForTwentyMinutes_andNotTwiceAtOnce() {
    test.start();
    loops.run();
    assertThat(built).isEmpty();
    knowRelays();
    assertThat(built).containsExactly("IPv4", "IPv6");
    pass(Duration.ofMinutes(1));
    assertThat(built).hasSize(2);
    for (int i = 2; i <= 60; i++) {
      allOver();
      pass(Duration.ofMinutes(1));
    }
    assertThat(built).hasSize(2 * 20);
    assertThat(test.reachable().isDone()).isFalse();
    // New documents may name relays that can do it.
    loop.now(test::onDocuments);
    assertThat(built).hasSize(2 * 21);
  }

  @Test
  void relayThatSleeps_isNotTested_untilItIsAwake() {
    asleep = true;
    test.start();
    knowRelays();
    pass(Duration.ofMinutes(2));
    assertThat(built).isEmpty();
    asleep = false;
    pass(Duration.ofMinutes(1));
    assertThat(built).containsExactly("IPv4", "IPv6");
  }

  @Test
  void relay_isReachable_onceACreateCameOverBothFamilies() {
    test.start();
    knowRelays();
    came(false, PEER, IPV4);
    allOver();
    assertThat(test.reachable().isDone()).isFalse();
    built.clear();
    pass(Duration.ofMinutes(1));
    assertThat(built).containsExactly("IPv6");
    came(false, PEER6, IPV6);
    assertThat(test.reachable().isSuccess()).isTrue();
    allOver();
    pass(Duration.ofHours(1));
    assertThat(built).hasSize(1);
  }

  @Test
  void create_thatProvesNothing_doesNotCount() {
    SelfTest ipv4 = test(EnumSet.of(Family.IPV4));
    ipv4.createCame(true, PEER, IPV4);
    ipv4.createCame(false, INSIDE, IPV4);
    ipv4.createCame(false, PEER, PEER);
    ipv4.createCame(false, PEER, null);
    ipv4.createCame(false, PEER6, IPV4);
    ipv4.createCame(false, PEER6, IPV6);
    loops.run();
    assertThat(ipv4.reachable().isDone()).isFalse();
    ipv4.createCame(false, PEER, IPV4);
    loops.run();
    assertThat(ipv4.reachable().isSuccess()).isTrue();
  }

  @Test
  void relayThatIsAssumedReachable_isSoAtOnce() {
    SelfTest none = test(Set.of());
    none.start();
    knowRelays();
    assertThat(none.reachable().isSuccess()).isTrue();
  }

  @Test
  void testThatIsClosed_isCancelled_andBuildsNoMore() {
    test.start();
    knowRelays();
    test.close();
    loops.run();
    assertThat(test.reachable().isCancelled()).isTrue();
    built.clear();
    allOver();
    pass(Duration.ofMinutes(2));
    assertThat(built).isEmpty();
  }
}
