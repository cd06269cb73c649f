package org.tropea.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tropea.directory.network.NetworkParameter;
import org.tropea.directory.network.Parameters;
import org.tropea.relay.keys.OnionKeyTimes;

/** What the parameters of the network change at a relay (rows C15, C16, C17, X09 and X10). */
class KnownNetworkTest {
  private static final InetSocketAddress ORPORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 9001);

  private static KnownNetwork network(Map<String, Integer> parameters) {
    return new KnownNetwork(Set.of(), Set.of(ORPORT), new Parameters(parameters));
  }

  @Test
  void network_thatSaysNothing_hasCtorsDefaults() {
    KnownNetwork network = network(Map.of());
    assertThat(network.refusesReentry(ORPORT)).isTrue();
    assertThat(network.refusesReentry(new InetSocketAddress(ORPORT.getAddress(), 9002))).isFalse();
    assertThat(network.refusesUnknown()).isTrue();
    assertThat(network.wantsTapKey()).isTrue();
    assertThat(network.onionKeyTimes()).isEqualTo(OnionKeyTimes.DEFAULT);
    assertThat(network.maxHandshakeDelay(null)).isEqualTo(Duration.ofMillis(1_750));
    assertThat(network.handshakeCutoff()).isEqualTo(Duration.ofSeconds(5));
    assertThat(KnownNetwork.NONE.refusesReentry(ORPORT)).isFalse();
  }

  @Test
  void network_thatSaysOtherwise_isListenedTo() {
    KnownNetwork network =
        network(
            Map.of(
                "allow-network-reentry", 1,
                "refuseunknownexits", 0,
                "publish-dummy-tap-key", 0,
                "onion-key-rotation-days", 3,
                "onion-key-grace-period-days", 2,
                "MaxOnionQueueDelay", 10,
                "onion_queue_wait_cutoff", 3));
    assertThat(network.refusesReentry(ORPORT)).isFalse();
    assertThat(network.refusesUnknown()).isFalse();
    assertThat(network.wantsTapKey()).isFalse();
    assertThat(network.onionKeyTimes())
        .isEqualTo(new OnionKeyTimes(Duration.ofDays(3), Duration.ofDays(2)));
    assertThat(network.maxHandshakeDelay(null)).isEqualTo(Duration.ofMillis(10));
    assertThat(network.handshakeCutoff()).isEqualTo(Duration.ofSeconds(3));
  }

  /** C tor's ConfluxEnabled: it wins over the network, but not over congestion control. */
  @ParameterizedTest
  @CsvSource({"1, , 1, true", "0, , 1, false", "1, 0, 1, false", "0, 1, 1, true", "1, 1, 0, false"})
  void conflux_isAsTheOperatorSays_thenAsTheNetworkDoes(
      int network, Integer told, int algorithm, boolean linked) {
    Map<NetworkParameter, Integer> operator =
        told == null ? Map.of() : Map.of(NetworkParameter.CFX_ENABLED, told);
    assertThat(
            network(Map.of("cfx_enabled", network, "cc_alg", algorithm == 0 ? 0 : 2))
                .conflux(operator)
                .enabled())
        .isEqualTo(linked);
  }

  @Test
  void onionKeyTimes_outOfBounds_areMovedIntoThem() {
    assertThat(
            network(Map.of("onion-key-rotation-days", 1_000, "onion-key-grace-period-days", 1_000))
                .onionKeyTimes())
        .isEqualTo(new OnionKeyTimes(Duration.ofDays(90), Duration.ofDays(90)));
    assertThat(
            network(Map.of("onion-key-rotation-days", -1, "onion-key-grace-period-days", 9))
                .onionKeyTimes())
        .isEqualTo(new OnionKeyTimes(Duration.ofDays(1), Duration.ofDays(1)));
  }
}
