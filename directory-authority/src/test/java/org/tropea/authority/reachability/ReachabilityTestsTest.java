package org.tropea.authority.reachability;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.tropea.authority.intake.TestRelay;
import org.tropea.directory.document.RelayDescriptionBuilder;
import org.tropea.directory.document.RouterDescriptor;
import org.tropea.protocol.linkspec.RelayTarget;

class ReachabilityTestsTest {
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
  private static final InetSocketAddress HERE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 9001);
  private static final InetSocketAddress THERE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 9002);
  private static final InetSocketAddress IPV6 = new InetSocketAddress(ipv6(), 9001);

  private final TestRelay relay = new TestRelay(NOW);
  private final List<RelayTarget> probed = new ArrayList<>();
  private boolean up = true;
  private Instant now = NOW;

  private static InetAddress ipv6() {
    byte[] address = new byte[16];
    address[15] = 1;
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private ReachabilityTests tests(boolean ipv6, ReachabilitySettings settings) {
    ReachabilityTests[] made = new ReachabilityTests[1];
    made[0] =
        new ReachabilityTests(
            ipv6,
            settings,
            (target, reached) -> {
              probed.add(target);
              if (up) {
                reached.run();
              }
            },
            (identity, address) -> made[0].note(identity, address, now));
    return made[0];
  }

  private ReachabilityTests tests(boolean ipv6) {
    return tests(ipv6, ReachabilitySettings.DEFAULT);
  }

  private RouterDescriptor at(
      InetSocketAddress address, UnaryOperator<RelayDescriptionBuilder> change) {
    return relay.describe(NOW, address, change);
  }

  private boolean isReachable(ReachabilityTests tests, RouterDescriptor descriptor) {
    return tests.isReachable(descriptor.description(), descriptor.identity(), now);
  }

  @Test
  void look_aNewRelay_isTestedOnce_andRunsFor45Minutes() {
    ReachabilityTests tests = tests(false);
    RouterDescriptor descriptor = at(HERE, builder -> builder);
    assertThat(isReachable(tests, descriptor)).isFalse();

    tests.look(List.of(descriptor));
    tests.look(List.of(descriptor));

    assertThat(probed)
        .containsExactly(
            new RelayTarget(descriptor.identity(), descriptor.ed25519Identity(), List.of(HERE)));
    now = NOW.plus(Duration.ofMinutes(45)).minusSeconds(1);
    assertThat(isReachable(tests, descriptor)).isTrue();
    now = NOW.plus(Duration.ofMinutes(45));
    assertThat(isReachable(tests, descriptor)).isFalse();
    assertThat(tests.probablyDownSince(descriptor.identity(), now))
        .isEqualTo(NOW.plusSeconds(1280));
  }

  @Test
  void look_aRelayThatMovedOrCameBack_isTestedAgain() {
    ReachabilityTests tests = tests(true);

    tests.look(List.of(at(HERE, builder -> builder)));
    tests.look(List.of(at(THERE, builder -> builder)));
    tests.look(List.of(at(THERE, builder -> builder.ipv6(IPV6))));
    tests.look(List.of(at(THERE, builder -> builder.ipv6(IPV6).hibernating(true))));
    tests.look(List.of(at(THERE, builder -> builder.ipv6(IPV6))));

    assertThat(probed)
        .extracting(each -> each.addresses().get(0))
        .containsExactly(HERE, THERE, THERE, IPV6, THERE, IPV6);
  }

  @Test
  void sweep_cyclesThroughAllGroups_onceEach() {
    ReachabilityTests tests = tests(false);
    RouterDescriptor descriptor = at(HERE, builder -> builder);
    tests.look(List.of(descriptor));
    int first = descriptor.identity().value().toByteArray()[0] & 0xff;

    for (int group = 0; group < 256; group++) {
      int before = probed.size();
      tests.sweep(List.of(descriptor));
      assertThat(probed.size() - before).isEqualTo(group % 128 == first % 128 ? 1 : 0);
    }
  }

  @Test
  void isReachable_overOneFamilyOnly_no() {
    ReachabilityTests tests = tests(true);
    RouterDescriptor descriptor = at(HERE, builder -> builder.ipv6(IPV6));
    tests.note(descriptor.identity(), HERE, now);
    up = false;
    tests.look(List.of(descriptor));

    assertThat(tests.note(descriptor.identity(), HERE, now)).isTrue();
    assertThat(isReachable(tests, descriptor)).isFalse();
    assertThat(tests.isReachableByIpv6(descriptor.identity(), now)).isFalse();
    assertThat(tests.note(descriptor.identity(), IPV6, now)).isFalse();
    assertThat(isReachable(tests, descriptor)).isTrue();
    assertThat(tests.isReachableByIpv6(descriptor.identity(), now)).isTrue();
  }

  @Test
  void isReachable_withoutIpv6Connectivity_asksForIpv4Only() {
    ReachabilityTests tests = tests(false);
    RouterDescriptor descriptor = at(HERE, builder -> builder.ipv6(IPV6));

    tests.look(List.of(descriptor));

    assertThat(probed).hasSize(1);
    assertThat(isReachable(tests, descriptor)).isTrue();
  }

  @Test
  void note_anAddressThatItHadBefore_isNothing() {
    ReachabilityTests tests = tests(false);
    up = false;
    RouterDescriptor descriptor = at(THERE, builder -> builder);
    tests.look(List.of(descriptor));

    assertThat(tests.note(descriptor.identity(), HERE, now)).isFalse();
    assertThat(isReachable(tests, descriptor)).isFalse();
  }

  /** Unless it was reached an hour after it said so: its newer descriptor was missed. */
  @Test
  void isReachable_hibernating_no() {
    ReachabilityTests tests = tests(false);
    RouterDescriptor descriptor = at(HERE, builder -> builder.hibernating(true));
    tests.look(List.of(descriptor));
    assertThat(isReachable(tests, descriptor)).isFalse();

    now = NOW.plus(Duration.ofHours(1));
    tests.note(descriptor.identity(), HERE, now);
    assertThat(isReachable(tests, descriptor)).isTrue();
  }

  @Test
  void look_withoutProofOfTheEd25519Identity_asksForRsaOnly() {
    ReachabilitySettings settings =
        new ReachabilitySettings(false, Duration.ZERO, ReachabilitySettings.Pace.DEFAULT);

    tests(false, settings).look(List.of(at(HERE, builder -> builder)));
    tests(false).look(List.of(at(HERE, builder -> builder.protocols("Link=4"))));

    assertThat(probed).hasSize(2).allMatch(each -> each.ed25519Identity() == null);
  }
}
