package org.tropea.client.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.tropea.client.guard.BiasSettings;
import org.tropea.client.guard.GuardListener;
import org.tropea.client.guard.GuardSelection;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.ConsensusText;
import org.tropea.directory.document.RelayFlag;
import org.tropea.directory.document.RelaySet;
import org.tropea.directory.network.NetworkView;
import org.tropea.directory.network.ReachableAddresses;
import org.tropea.directory.network.Relay;

/**
 * Vanguards-lite (row P12, case onion-19): nobody meets new second relays by asking for many
 * circuits.
 */
class SecondLayerTest {
  private static final int PATHS = 10_000;

  private final SecureRandom random = new SecureRandom();
  private Instant now = ConsensusText.VALID_AFTER;
  private final SecondLayer layer = new SecondLayer(() -> now, random);

  /** The most that the larger of two draws is. */
  private static final Duration LONGEST = Duration.ofDays(12);

  @Test
  void manyPaths_passFewSecondRelays_andNoneTwice() throws Exception {
    NetworkView network = RandomNetwork.of(1, 100);
    GuardSelection guards = new GuardSelection(() -> now, random, "test", GuardListener.NONE);
    guards.use(network);
    PathSelector selector = new PathSelector(guards, PathRules.USUAL, random);
    Set<RsaIdentity> second = new HashSet<>();
    Set<RsaIdentity> third = new HashSet<>();
    List<Relay> relays = network.relays();
    for (int i = 0; i < PATHS; i++) {
      RsaIdentity end = relays.get(random.nextInt(relays.size())).identity();
      GuardedPath path = selector.longBeginning(network, layer.relays(network, relay -> true), end);
      guards.ended(path.guard());
      List<Relay> hops = path.path().hops();
      assertThat(hops.stream().map(Relay::identity).distinct()).hasSize(3);
      assertThat(path.path().behindFirst().stream().map(Relay::identity)).doesNotContain(end);
      second.add(hops.get(1).identity());
      third.add(hops.get(2).identity());
    }
    assertThat(second).hasSizeLessThanOrEqualTo(4);
    assertThat(third).hasSizeGreaterThan(10);
  }

  @Test
  void relays_areKeptForDays_andReplacedWhenTheirTimeIsOver() throws Exception {
    NetworkView network = RandomNetwork.of(2, 100);
    Set<RsaIdentity> first = layer.relays(network, relay -> true);
    assertThat(first).hasSize(4);
    for (RsaIdentity each : first) {
      Relay relay = network.relay(each).orElseThrow();
      assertThat(relay.has(RelayFlag.FAST) && relay.has(RelayFlag.STABLE)).isTrue();
    }
    now = now.plus(Duration.ofHours(23));
    assertThat(layer.relays(network, relay -> true)).isEqualTo(first);
    now = now.plus(LONGEST);
    // Drawn anew, all of them; one may be drawn that was there before.
    assertThat(layer.relays(network, relay -> !first.contains(relay.identity())))
        .hasSize(4)
        .doesNotContainAnyElementsOf(first);
  }

  @Test
  void relayThatTheUserForbids_isReplacedAtOnce() throws Exception {
    NetworkView network = RandomNetwork.of(3, 100);
    RsaIdentity forbidden = layer.relays(network, relay -> true).iterator().next();
    assertThat(layer.relays(network, relay -> !relay.identity().equals(forbidden)))
        .hasSize(4)
        .doesNotContain(forbidden);
  }

  private static RelaySet of(List<Relay> relays) throws Exception {
    return RelaySet.read(
        relays.stream()
            .map(relay -> HexFormat.of().formatHex(relay.identity().value().toByteArray()))
            .collect(Collectors.joining(",")));
  }

  private static Set<RsaIdentity> names(List<Relay> relays) {
    return relays.stream().map(Relay::identity).collect(Collectors.toSet());
  }

  /** Row P13: as C tor's, by HSLayer2Nodes and HSLayer3Nodes. */
  @Test
  void layersOfTheUser_areKeptTo_andPathsAreLonger() throws Exception {
    NetworkView network = RandomNetwork.of(3, 100);
    List<Relay> relays = network.relays();
    List<Relay> second = relays.subList(0, 4);
    List<Relay> third = relays.subList(10, 18);
    RelayRules none = RelayRules.NONE;
    RelayRules rules =
        new RelayRules(
            of(relays.subList(3, 4)),
            none.excludedExits(),
            none.entries(),
            none.exits(),
            none.middles(),
            none.families(),
            of(second),
            of(third),
            none.countries());
    GuardSelection guards = new GuardSelection(() -> now, random, "test", GuardListener.NONE);
    guards.use(network);
    PathSelector selector =
        new PathSelector(
            guards,
            new PathRules(true, List.of(), rules, BiasSettings.USUAL, ReachableAddresses.ALL),
            random);
    Set<RsaIdentity> layer2 = selector.secondLayer(network, layer);
    assertThat(layer2).isEqualTo(names(relays.subList(0, 3)));
    Set<RsaIdentity> fourth = new HashSet<>();
    for (int i = 0; i < PATHS; i++) {
      RsaIdentity end = relays.get(random.nextInt(relays.size())).identity();
      GuardedPath path = selector.longBeginning(network, layer2, end);
      GuardedPath longer = selector.further(network, path, end);
      guards.ended(path.guard());
      List<RsaIdentity> hops = longer.path().hops().stream().map(Relay::identity).toList();
      assertThat(hops).hasSize(4).doesNotHaveDuplicates();
      assertThat(hops.subList(1, 4)).doesNotContain(end);
      assertThat(layer2).contains(hops.get(1));
      assertThat(names(third)).contains(hops.get(2));
      fourth.add(hops.get(3));
    }
    assertThat(fourth).hasSizeGreaterThan(20);
    GuardedPath layers = selector.layers(network, layer2);
    guards.ended(layers.guard());
    assertThat(layers.path().hops()).hasSize(3);
    assertThat(names(third)).contains(layers.path().last().identity());
  }

  @Test
  void layerOfRelaysThatAreNotThere_givesNoPath() throws Exception {
    NetworkView network = RandomNetwork.of(4, 50);
    RelayRules none = RelayRules.NONE;
    RelayRules rules =
        new RelayRules(
            none.excluded(),
            none.excludedExits(),
            none.entries(),
            none.exits(),
            none.middles(),
            none.families(),
            RelaySet.NONE,
            RelaySet.read("0".repeat(40)),
            none.countries());
    GuardSelection guards = new GuardSelection(() -> now, random, "test", GuardListener.NONE);
    guards.use(network);
    PathSelector selector =
        new PathSelector(
            guards,
            new PathRules(true, List.of(), rules, BiasSettings.USUAL, ReachableAddresses.ALL),
            random);
    Set<RsaIdentity> layer2 = selector.secondLayer(network, layer);
    assertThat(layer2).hasSize(4);
    assertThatExceptionOfType(NoPathException.class)
        .isThrownBy(() -> selector.layers(network, layer2));
  }
}
