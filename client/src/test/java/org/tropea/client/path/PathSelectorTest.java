package org.tropea.client.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.RelayFlag;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.network.Relay;
import org.tropea.directory.network.TestNetwork;

/** Rows P05, P06 and P08; TROVE-2017-006. */
class PathSelectorTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final List<Integer> PORTS = List.of(22, 25, 80, 443, 6667, 8080);
  private static final List<Integer> LONG_LIVED = List.of(22, 6667);

  @Test
  void select_10000Paths_neverBreaksARule() throws DecodeException {
    int drawn = 0;
    for (long seed = 0; drawn < 10_000; seed++) {
      NetworkView network = RandomNetwork.of(seed, 60);
      for (int i = 0; i < 600; i++) {
        int port = PORTS.get(i % PORTS.size());
        try {
          check(
              new PathSelector(true, RANDOM).select(network, port, relay -> true, relay -> true),
              port,
              true);
          drawn++;
        } catch (NoPathException e) {
          // Some of these networks have no path for some ports.
          assertThat(e).hasMessageContaining("no ");
        }
      }
      assertThat(seed).as("networks without a path").isLessThan(40);
    }
  }

  @Test
  void select_withoutDistinctSubnets_keepsTheOtherRules() throws Exception {
    NetworkView network = RandomNetwork.of(1, 60);
    boolean shared = false;
    for (int i = 0; i < 1000; i++) {
      Path path =
          new PathSelector(false, RANDOM).select(network, 443, relay -> true, relay -> true);
      check(path, 443, false);
      shared |=
          sharesSubnet(path.first(), path.last()) || sharesSubnet(path.first(), path.hops().get(1));
    }
    assertThat(shared).as("a path within one network came up").isTrue();
  }

  @Test
  void select_passesByRelaysThatMayNotBeUsed() throws Exception {
    NetworkView network = RandomNetwork.of(2, 60);
    for (int i = 0; i < 500; i++) {
      Path path =
          new PathSelector(true, RANDOM)
              .select(
                  network,
                  443,
                  relay -> true,
                  relay -> relay.identity().value().toByteArray()[3] % 2 == 0);
      assertThat(path.hops()).allMatch(r -> r.identity().value().toByteArray()[3] % 2 == 0);
    }
  }

  @Test
  void entry_restrictsTheFirstRelayAlone() throws Exception {
    TestNetwork relays = new TestNetwork();
    for (int i = 0; i < 6; i++) {
      relays.relay("Exit Fast Guard Running Stable Valid", 10, i == 0 ? "1" : "443");
    }
    NetworkView network = relays.view();
    PathSelector selector = new PathSelector(false, RANDOM);
    Relay only =
        network.relays().stream().filter(r -> !r.allowsExit(443)).findFirst().orElseThrow();
    for (int i = 0; i < 20; i++) {
      Path path = selector.select(network, 443, only::equals, relay -> true);
      assertThat(path.first()).isEqualTo(only);
    }
  }

  @Test
  void select_withoutAnExitForThePort_saysSo() throws DecodeException {
    NetworkView network = three("Exit Fast Guard Running Valid", "80,443");
    assertThatThrownBy(
            () -> new PathSelector(false, RANDOM).select(network, 25, relay -> true, relay -> true))
        .isInstanceOf(NoPathException.class)
        .hasMessage("no exit that may be used serves the port");
  }

  @Test
  void select_whenTheOnlyExitIsBad_saysSo() throws DecodeException {
    NetworkView network = three("BadExit Exit Fast Guard Running Valid", "1-65535");
    assertThatThrownBy(
            () -> new PathSelector(false, RANDOM).select(network, 80, relay -> true, relay -> true))
        .isInstanceOf(NoPathException.class)
        .hasMessageContaining("exit");
  }

  @Test
  void select_withoutAGuard_saysSo() throws DecodeException {
    NetworkView network = three("Exit Fast Running Valid", "1-65535");
    assertThatThrownBy(
            () -> new PathSelector(false, RANDOM).select(network, 80, relay -> true, relay -> true))
        .isInstanceOf(NoPathException.class)
        .hasMessageContaining("guard");
  }

  @Test
  void select_withTwoRelays_hasNoMiddle() throws DecodeException {
    NetworkView network =
        new TestNetwork()
            .relay("Exit Fast Guard Running Valid", 10, "1-65535")
            .relay("Exit Fast Guard Running Valid", 10, "1-65535")
            .view();
    assertThatThrownBy(
            () -> new PathSelector(false, RANDOM).select(network, 80, relay -> true, relay -> true))
        .isInstanceOf(NoPathException.class)
        .hasMessageContaining("middle");
  }

  @Test
  void select_withoutRelays_saysSo() throws DecodeException {
    NetworkView network = new TestNetwork().view();
    assertThatThrownBy(
            () -> new PathSelector(false, RANDOM).select(network, 80, relay -> true, relay -> true))
        .isInstanceOf(NoPathException.class);
  }

  @Test
  void select_prefersBandwidth() throws Exception {
    NetworkView network =
        new TestNetwork()
            .weights(TestNetwork.WEIGHTS)
            .relay("Exit Fast Running Valid", 1000, "1-65535")
            .relay("Exit Fast Running Valid", 3000, "1-65535")
            .relay("Fast Guard Running Valid", 1000, "")
            .relay("Fast Running Valid", 1000, "")
            .view();
    Map<RsaIdentity, Integer> exits = new HashMap<>();
    for (int i = 0; i < 4000; i++) {
      Path path = new PathSelector(false, RANDOM).select(network, 80, relay -> true, relay -> true);
      exits.merge(path.last().identity(), 1, Integer::sum);
    }
    // 3000 expected; six standard deviations are 165.
    assertThat(exits.get(network.relays().get(1).identity())).isBetween(2835, 3165);
  }

  private static NetworkView three(String flags, String ports) throws DecodeException {
    return new TestNetwork()
        .relay(flags, 10, ports)
        .relay(flags, 10, ports)
        .relay(flags, 10, ports)
        .view();
  }

  private static void check(Path path, int port, boolean distinctSubnets) {
    List<Relay> hops = path.hops();
    assertThat(hops).hasSize(3).allMatch(relay -> relay.has(RelayFlag.FAST));
    assertThat(path.first().has(RelayFlag.GUARD)).isTrue();
    assertThat(path.last().has(RelayFlag.BAD_EXIT)).isFalse();
    assertThat(path.last().microdescriptor().policy().allows(port)).isTrue();
    if (LONG_LIVED.contains(port)) {
      assertThat(hops).allMatch(relay -> relay.has(RelayFlag.STABLE));
    }
    for (int i = 0; i < 3; i++) {
      for (int j = i + 1; j < 3; j++) {
        Relay one = hops.get(i);
        Relay two = hops.get(j);
        assertThat(one.identity()).isNotEqualTo(two.identity());
        assertThat(one.isFamilyOf(two) || two.isFamilyOf(one)).isFalse();
        assertThat(distinctSubnets && sharesSubnet(one, two)).isFalse();
      }
    }
  }

  private static boolean sharesSubnet(Relay one, Relay two) {
    return prefix(one.entry().address(), 2).equals(prefix(two.entry().address(), 2))
        || (one.entry().ipv6() != null
            && prefix(one.entry().ipv6(), 4).equals(prefix(two.entry().ipv6(), 4)));
  }

  private static String prefix(@Nullable InetSocketAddress address, int bytes) {
    return address == null
        ? "none"
        : Arrays.toString(Arrays.copyOf(address.getAddress().getAddress(), bytes));
  }
}
