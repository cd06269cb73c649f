package org.tropea.client.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tropea.client.guard.BiasSettings;
import org.tropea.client.guard.GuardListener;
import org.tropea.client.guard.GuardSelection;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.ConsensusText;
import org.tropea.directory.document.CountryTable;
import org.tropea.directory.document.RelayFlag;
import org.tropea.directory.document.RelaySet;
import org.tropea.directory.network.Kinship;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.network.ReachableAddresses;
import org.tropea.directory.network.Relay;
import org.tropea.directory.network.TestNetwork;

/** Rows P05, P06 and P08; TROVE-2017-006. */
class PathSelectorTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Kinship FAMILIES = new Kinship(true, true, false, (one, two) -> false);
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
          check(select(network, port, true, relay -> true), port, true);
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
      Path path = select(network, 443, false, relay -> true);
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
          select(network, 443, true, relay -> relay.identity().value().toByteArray()[3] % 2 == 0);
      assertThat(path.behindFirst()).allMatch(r -> r.identity().value().toByteArray()[3] % 2 == 0);
    }
  }

  @Test
  void select_always_goesByTheSameGuard_andToAnotherExitByTheNext() throws Exception {
    TestNetwork relays = new TestNetwork();
    for (int i = 0; i < 8; i++) {
      relays.relay("Exit Fast Guard Running Stable V2Dir Valid", 10, "443");
    }
    NetworkView network = relays.view();
    PathSelector selector = selector(network, false);
    Map<RsaIdentity, Integer> firsts = new HashMap<>();
    for (int i = 0; i < 400; i++) {
      GuardedPath path = selector.select(network, 443, relay -> true);
      assertThat(path.guard().identity()).isEqualTo(path.path().first().identity());
      assertThat(selector.guards().succeeded(path.guard())).isEqualTo(GuardSelection.Usable.NOW);
      firsts.merge(path.path().first().identity(), 1, Integer::sum);
    }
    // The second guard serves where the first one is the exit: one time of eight.
    assertThat(firsts).hasSize(2);
    assertThat(Collections.max(firsts.values())).isBetween(310, 385);
  }

  @Test
  void to_sameExit_withoutTheFirstGuard_goesByAnother() throws Exception {
    NetworkView network = RandomNetwork.of(2, 60);
    PathSelector selector = selector(network, true);
    Path first = selector.select(network, 443, relay -> true).path();
    Path second =
        selector.to(network, first.last(), relay -> true, Set.of(first.first().identity())).path();
    assertThat(second.last()).isEqualTo(first.last());
    assertThat(second.first()).isNotEqualTo(first.first());
  }

  @Test
  void select_withoutAnExitForThePort_saysSo() throws DecodeException {
    NetworkView network = three("Exit Fast Guard Running Stable V2Dir Valid", "80,443");
    assertThatThrownBy(() -> select(network, 25, false, relay -> true))
        .isInstanceOf(NoPathException.class)
        .hasMessage("no exit that may be used serves the port");
  }

  @Test
  void select_whenTheOnlyExitIsBad_saysSo() throws DecodeException {
    NetworkView network = three("BadExit Exit Fast Guard Running Stable V2Dir Valid", "1-65535");
    assertThatThrownBy(() -> select(network, 80, false, relay -> true))
        .isInstanceOf(NoPathException.class)
        .hasMessageContaining("exit");
  }

  @Test
  void select_withoutAGuard_saysSo() throws DecodeException {
    NetworkView network = three("Exit Fast Running Valid", "1-65535");
    assertThatThrownBy(() -> select(network, 80, false, relay -> true))
        .isInstanceOf(NoPathException.class)
        .hasMessageContaining("guard");
  }

  @Test
  void select_withTwoRelays_hasNoMiddle() throws DecodeException {
    NetworkView network =
        new TestNetwork()
            .relay("Exit Fast Guard Running Stable V2Dir Valid", 10, "1-65535")
            .relay("Exit Fast Guard Running Stable V2Dir Valid", 10, "1-65535")
            .view();
    assertThatThrownBy(() -> select(network, 80, false, relay -> true))
        .isInstanceOf(NoPathException.class)
        .hasMessageContaining("middle");
  }

  @Test
  void select_withoutRelays_saysSo() throws DecodeException {
    NetworkView network = new TestNetwork().view();
    assertThatThrownBy(() -> select(network, 80, false, relay -> true))
        .isInstanceOf(NoPathException.class);
  }

  @Test
  void select_prefersBandwidth() throws Exception {
    NetworkView network =
        new TestNetwork()
            .weights(TestNetwork.WEIGHTS)
            .relay("Exit Fast Running Valid", 1000, "1-65535")
            .relay("Exit Fast Running Valid", 3000, "1-65535")
            .relay("Fast Guard Running Stable V2Dir Valid", 1000, "")
            .relay("Fast Running Valid", 1000, "")
            .view();
    Map<RsaIdentity, Integer> exits = new HashMap<>();
    for (int i = 0; i < 4000; i++) {
      Path path = select(network, 80, false, relay -> true);
      exits.merge(path.last().identity(), 1, Integer::sum);
    }
    // 3000 expected; six standard deviations are 165.
    assertThat(exits.get(network.relays().get(1).identity())).isBetween(2835, 3165);
  }

  /** Row P09; TROVE-2026-067's like: whom the user leaves out is in no position. */
  @Test
  void select_keepsToTheRelaysThatTheUserNames() throws Exception {
    NetworkView network = RandomNetwork.of(2, 60);
    List<Relay> relays = network.relays();
    Set<RsaIdentity> exits = new HashSet<>();
    Set<RsaIdentity> middles = new HashSet<>();
    Set<RsaIdentity> excluded = new HashSet<>();
    Set<RsaIdentity> entries = new HashSet<>();
    Set<RsaIdentity> family = new HashSet<>();
    for (int i = 0; i < relays.size(); i++) {
      (i % 3 == 0 ? exits : middles).add(relays.get(i).identity());
      (i % 5 == 0 ? family : entries).add(relays.get(i).identity());
      if (i % 2 == 0) {
        family.add(relays.get(i).identity());
      }
      if (i % 4 == 0) {
        excluded.add(relays.get(i).identity());
      }
    }
    Set<RsaIdentity> noExits = Set.of(relays.get(3).identity(), relays.get(9).identity());
    RelayRules rules =
        new RelayRules(
            set(excluded),
            set(noExits),
            set(entries),
            set(exits),
            set(middles),
            List.of(set(family)),
            CountryTable.NONE);
    for (int i = 0; i < 300; i++) {
      PathSelector selector =
          new PathSelector(
              guards(),
              new PathRules(
                  true,
                  PathRules.LONG_LIVED_PORTS,
                  rules,
                  BiasSettings.USUAL,
                  ReachableAddresses.ALL),
              RANDOM);
      selector.guards().use(network);
      List<Relay> hops = selector.select(network, 443, relay -> true).path().hops();
      assertThat(hops).noneMatch(relay -> excluded.contains(relay.identity()));
      assertThat(exits).contains(hops.get(2).identity());
      assertThat(noExits).doesNotContain(hops.get(2).identity());
      assertThat(middles).contains(hops.get(1).identity());
      assertThat(entries).contains(hops.get(0).identity());
      assertThat(hops.stream().filter(relay -> family.contains(relay.identity())))
          .hasSizeLessThanOrEqualTo(1);
    }
  }

  @Test
  void select_withoutAnExitThatTheUserAllows_buildsNone() throws Exception {
    NetworkView network = RandomNetwork.of(2, 60);
    RelaySet all = RelaySet.read("*");
    RelayRules rules =
        new RelayRules(
            RelaySet.NONE,
            all,
            RelaySet.NONE,
            RelaySet.NONE,
            RelaySet.NONE,
            List.of(),
            CountryTable.NONE);
    PathSelector selector =
        new PathSelector(
            guards(),
            new PathRules(
                true,
                PathRules.LONG_LIVED_PORTS,
                rules,
                BiasSettings.USUAL,
                ReachableAddresses.ALL),
            RANDOM);
    selector.guards().use(network);
    assertThatThrownBy(() -> selector.select(network, 443, relay -> true))
        .isInstanceOf(NoPathException.class);
    assertThatThrownBy(() -> selector.ahead(network, List.of()))
        .isInstanceOf(NoPathException.class);
    assertThatThrownBy(() -> selector.firstLeg(network, List.of(443), relay -> true))
        .isInstanceOf(NoPathException.class);
  }

  private static RelaySet set(Set<RsaIdentity> identities) {
    return new RelaySet(identities, Set.of(), List.of(), Set.of());
  }

  private static GuardSelection guards() {
    return new GuardSelection(() -> ConsensusText.VALID_AFTER, RANDOM, "test", GuardListener.NONE);
  }

  /** One path, by guards that nobody else uses. */
  private static Path select(
      NetworkView network, int port, boolean distinctSubnets, Predicate<Relay> usable)
      throws NoPathException {
    return selector(network, distinctSubnets).select(network, port, usable).path();
  }

  private static PathSelector selector(NetworkView network, boolean distinctSubnets) {
    GuardSelection guards =
        new GuardSelection(() -> ConsensusText.VALID_AFTER, RANDOM, "test", GuardListener.NONE);
    guards.use(network);
    return new PathSelector(
        guards, distinctSubnets ? PathRules.USUAL : PathRules.ONE_SUBNET, RANDOM);
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
        assertThat(FAMILIES.joins(one, two) || FAMILIES.joins(two, one)).isFalse();
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
