package org.tropea.relay.defence;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tropea.directory.network.NetworkParameter;
import org.tropea.directory.network.Parameters;
import org.tropea.protocol.channel.LinkFacts;

/** Case link-26 and rows R10 to R12, by C tor's figures. */
class FloodDefenceTest {
  private static final InetAddress CLIENT = address("192.0.2.1");
  private static final InetAddress OTHER = address("192.0.2.3");
  private static final InetAddress RELAY = address("192.0.2.2");
  private static final long DAY = 24 * 3600;

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final FloodDefence defence = defence(false, Map.of());

  private FloodDefence defence(boolean test, Map<NetworkParameter, Integer> told) {
    return new FloodDefence(test, told, () -> now, new Random(1));
  }

  private static InetAddress address(String text) {
    return new InetSocketAddress(text, 1).getAddress();
  }

  private static LinkFacts link(InetAddress from) {
    return new LinkFacts(1, false, null, new InetSocketAddress(from, 1));
  }

  private void set(Map<String, Integer> parameters) {
    defence.set(new Parameters(parameters), Set.of(RELAY));
  }

  private void pass(long seconds) {
    now = now.plusSeconds(seconds);
  }

  private static int taken(FloodDefence defence, InetAddress from, int wanted) {
    int taken = 0;
    for (int i = 0; i < wanted; i++) {
      taken += defence.enter(from) ? 1 : 0;
    }
    return taken;
  }

  private int circuits(InetAddress from, int wanted) {
    int taken = 0;
    for (int i = 0; i < wanted; i++) {
      taken += defence.refusesCircuit(link(from)) ? 0 : 1;
    }
    return taken;
  }

  @Test
  void links_openedSlowly_areAsManyAsCtorAllows() {
    for (int i = 0; i <= 100; i++) {
      assertThat(defence.enter(CLIENT)).isTrue();
      pass(1);
    }
    assertThat(defence.enter(CLIENT)).isFalse();
    assertThat(defence.totals().concurrent()).isEqualTo(1);
    assertThat(defence.enter(OTHER)).isTrue();
    defence.left(CLIENT);
    assertThat(defence.enter(CLIENT)).isTrue();
    assertThat(defence.enter(CLIENT)).isFalse();
  }

  @Test
  void links_openedTooFast_markTheirAddress_forADayOrMore() {
    assertThat(taken(defence, CLIENT, 50)).isEqualTo(40);
    assertThat(defence.totals().connects()).isEqualTo(10);
    for (int i = 0; i < 40; i++) {
      defence.left(CLIENT);
    }
    pass(DAY);
    assertThat(defence.enter(CLIENT)).isFalse();
    pass(DAY / 2 + 1);
    assertThat(taken(defence, CLIENT, 50)).as("its bucket is full again").isEqualTo(40);
    assertThat(taken(defence, OTHER, 1)).isEqualTo(1);
  }

  @Test
  void linksOfOneIpv6Network_countAsOne() {
    assertThat(taken(defence, address("2001:db8::1"), 39)).isEqualTo(39);
    assertThat(taken(defence, address("2001:db8::ffff:0:0:3"), 2)).isEqualTo(1);
    assertThat(taken(defence, address("2001:db8:0:1::1"), 2)).isEqualTo(2);
  }

  @Test
  void withoutConsensus_theDefenceIsOn_butInATestNetworkOff() {
    assertThat(defence.totals().circuitsEnabled()).isTrue();
    assertThat(defence.totals().connectionsEnabled()).isTrue();
    FloodDefence test = defence(true, Map.of());
    assertThat(taken(test, CLIENT, 300)).isEqualTo(300);
    assertThat(test.refusesCircuit(link(CLIENT))).isFalse();
  }

  @Test
  void consensus_thatDoesNotAskForIt_setsNoLimit_andLiftsMarks() {
    taken(defence, CLIENT, 50);
    circuits(CLIENT, 100);
    set(Map.of("DoSConnectionMaxConcurrentCount", 7));
    assertThat(taken(defence, CLIENT, 300)).isEqualTo(300);
    assertThat(circuits(CLIENT, 300)).isEqualTo(300);
    assertThat(defence.totals().connectionsEnabled()).isFalse();
  }

  @Test
  void consensus_thatAsksForIt_setsItForAllButRelays() {
    set(
        Map.of(
            "DoSConnectionEnabled", 1,
            "DoSConnectionMaxConcurrentCount", 7,
            "DoSCircuitCreationEnabled", 1));
    assertThat(taken(defence, CLIENT, 20)).isEqualTo(8);
    assertThat(taken(defence, RELAY, 300)).isEqualTo(300);
    assertThat(circuits(RELAY, 300)).isEqualTo(300);
    assertThat(defence.isRelay(RELAY)).isTrue();
    assertThat(defence.isRelay(CLIENT)).isFalse();
  }

  @Test
  void operator_isHeardBeforeTheNetwork() {
    FloodDefence told =
        defence(
            true,
            Map.of(
                NetworkParameter.DOS_CONNECTION_ENABLED, 1,
                NetworkParameter.DOS_CONNECTION_CONNECT_BURST, 5,
                NetworkParameter.DOS_CONNECTION_CONNECT_DEFENSE_TIME_PERIOD, 2));
    assertThat(taken(told, CLIENT, 9)).isEqualTo(5);
    told.set(new Parameters(Map.of("DoSConnectionConnectBurst", 70)), Set.of());
    assertThat(taken(told, OTHER, 9)).isEqualTo(5);
    pass(4);
    assertThat(told.enter(CLIENT)).as("a time below the network's least").isTrue();
  }

  @Test
  void circuits_ofThreeLinks_areNinetyAtOnceAndThreeASecond() {
    taken(defence, CLIENT, 3);
    assertThat(circuits(CLIENT, 100)).isEqualTo(89);
    assertThat(defence.totals().circuits()).isEqualTo(11);
    assertThat(defence.totals().marked()).isEqualTo(1);
    taken(defence, OTHER, 3);
    assertThat(circuits(OTHER, 80)).isEqualTo(80);
    for (int i = 0; i < 100; i++) {
      pass(1);
      assertThat(circuits(OTHER, 3)).isEqualTo(3);
    }
    pass(3);
    assertThat(circuits(OTHER, 100)).isLessThan(30);
  }

  @Test
  void circuits_whileMarked_makeTheMarkLonger() {
    taken(defence, CLIENT, 3);
    circuits(CLIENT, 200);
    for (int hour = 0; hour < 10; hour++) {
      pass(3600);
      assertThat(circuits(CLIENT, 200)).isZero();
    }
    pass(5401);
    assertThat(circuits(CLIENT, 50)).isEqualTo(50);
  }

  @Test
  void circuits_ofTwoLinks_areNotCounted() {
    taken(defence, CLIENT, 2);
    assertThat(circuits(CLIENT, 1000)).isEqualTo(1000);
  }

  @Test
  void circuits_thatOverflow_markTheirClientAtTheThird() {
    taken(defence, CLIENT, 1);
    defence.overflowed(link(CLIENT));
    defence.overflowed(link(CLIENT));
    assertThat(circuits(CLIENT, 1)).isEqualTo(1);
    defence.overflowed(link(CLIENT));
    assertThat(circuits(CLIENT, 1)).isZero();
    assertThat(defence.totals().markedForQueue()).isEqualTo(1);
    pass(5401);
    assertThat(circuits(CLIENT, 1)).isEqualTo(1);
    defence.overflowed(link(CLIENT));
    assertThat(circuits(CLIENT, 1)).as("it begins anew").isEqualTo(1);
  }

  @Test
  void overflows_markNobody_whereTheNetworkSaysZero() {
    set(Map.of("DoSCircuitCreationEnabled", 1, "dos_num_circ_max_outq", 0));
    taken(defence, CLIENT, 1);
    for (int i = 0; i < 10; i++) {
      defence.overflowed(link(CLIENT));
    }
    assertThat(circuits(CLIENT, 1)).isEqualTo(1);
    assertThat(defence.totals().overflows()).isEqualTo(10);
  }

  @Test
  void defenceOfNothing_countsAndRefusesNobody() {
    set(
        Map.of(
            "DoSCircuitCreationEnabled", 1,
            "DoSCircuitCreationDefenseType", 1,
            "DoSConnectionEnabled", 1,
            "DoSConnectionDefenseType", 1));
    assertThat(taken(defence, CLIENT, 300)).isEqualTo(300);
    assertThat(circuits(CLIENT, 100)).isEqualTo(100);
    assertThat(defence.totals().circuits()).isEqualTo(11);
    assertThat(defence.totals().connects()).isEqualTo(260);
  }

  @Test
  void clock_thatIsSetBack_fillsTheBucket() {
    taken(defence, CLIENT, 3);
    circuits(CLIENT, 80);
    pass(-3600);
    assertThat(circuits(CLIENT, 80)).isEqualTo(80);
  }

  @Test
  void totals_saidAloud_areCtorsWords() {
    taken(defence, CLIENT, 41);
    circuits(CLIENT, 91);
    assertThat(defence.totals().toString())
        .isEqualTo(
            "0 circuits killed with too many cells, 2 circuits rejected, 1 marked addresses, 0"
                + " marked addresses for max queue, 0 same address concurrent connections"
                + " rejected, 1 connections rejected, [DoSStreamCreationEnabled disabled], 0"
                + " BEGIN_DIR rejected");
    set(Map.of("DoSStreamCreationEnabled", 1));
    assertThat(defence.totals().toString())
        .contains(
            "[DoSCircuitCreationEnabled disabled], [DoSConnectionEnabled disabled], 0 stream"
                + " rejected");
  }
}
