package org.tropea.directory.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tropea.protocol.flow.CellQueues;
import org.tropea.protocol.flow.FlowRules;
import org.tropea.protocol.flow.PathKind;
import org.tropea.protocol.flow.RateParameters;
import org.tropea.protocol.flow.SendmeVersions;
import org.tropea.protocol.flow.VegasParameters;

/** Rows F02 to F07: C tor's defaults, and that each parameter comes to its place. */
class NetworkFlowTest {
  private static final VegasParameters EXIT =
      new VegasParameters(
          new VegasParameters.Window(124, 124, Integer.MAX_VALUE),
          new VegasParameters.SlowStart(100, 600, 5000, 186),
          new VegasParameters.Steady(1, 31, 186, 248, 310),
          new VegasParameters.Fullness(4, 25, true),
          new VegasParameters.Smoothing(50, 10, 2, 100));

  @Test
  void rules_ofANetworkThatSaysNothing_areCTorsDefaults() {
    FlowRules rules = NetworkFlow.atOrigin(Parameters.NONE);
    assertThat(rules.queues()).isEqualTo(CellQueues.USUAL);
    assertThat(rules.sendmes()).isEqualTo(SendmeVersions.USUAL);
    assertThat(rules.congestionControl()).isTrue();
    assertThat(rules.increment()).isEqualTo(31);
    assertThat(rules.windows().get(PathKind.EXIT)).isEqualTo(EXIT);
    assertThat(rules.windows().get(PathKind.ONION))
        .isEqualTo(
            new VegasParameters(
                EXIT.window(),
                new VegasParameters.SlowStart(100, 475, 5000, 248),
                new VegasParameters.Steady(1, 31, 186, 372, 434),
                EXIT.fullness(),
                EXIT.smoothing()));
    assertThat(rules.windows().get(PathKind.SBWS))
        .isEqualTo(
            new VegasParameters(
                EXIT.window(),
                new VegasParameters.SlowStart(100, 400, 5000, 124),
                new VegasParameters.Steady(1, 31, 93, 155, 248),
                EXIT.fullness(),
                EXIT.smoothing()));
    assertThat(rules.streams())
        .isEqualTo(
            new RateParameters(true, 244_000, 244_000, 249_000, 25, 2, Duration.ofMinutes(1)));
  }

  @Test
  void rules_haveEachParameterInItsPlace() {
    Map<String, Integer> values = new HashMap<>();
    String[] names = {
      "cc_cwnd_init",
      "cc_cwnd_min",
      "cc_cwnd_max",
      "cc_cwnd_inc_pct_ss",
      "cc_sscap_exit",
      "cc_ss_max",
      "cc_vegas_gamma_exit",
      "cc_cwnd_inc",
      "cc_cwnd_inc_rate",
      "cc_vegas_alpha_exit",
      "cc_vegas_beta_exit",
      "cc_vegas_delta_exit",
      "cc_cwnd_full_gap",
      "cc_cwnd_full_minpct",
      "cc_ewma_cwnd_pct",
      "cc_ewma_max",
      "cc_ewma_ss",
      "cc_rtt_reset_pct"
    };
    int[] numbers = {
      301, 302, 503, 304, 305, 506, 307, 308, 209, 310, 311, 312, 313, 14, 15, 316, 317, 18
    };
    for (int i = 0; i < names.length; i++) {
      values.put(names[i], numbers[i]);
    }
    values.put("circ_max_cell_queue_size", 51);
    values.put("circ_max_cell_queue_size_out", 52);
    values.put("cellq_high", 21);
    values.put("cellq_low", 20);
    values.put("cc_cwnd_full_per_cwnd", 0);
    values.put("cc_xoff_client", 2);
    values.put("cc_xoff_exit", 3);
    values.put("cc_xon_rate", 4);
    values.put("cc_xon_change_pct", 5);
    values.put("cc_xon_ewma_cnt", 6);
    values.put("cbtinitialtimeout", 7000);
    FlowRules rules = NetworkFlow.atRelay(new Parameters(values));
    assertThat(rules.queues()).isEqualTo(new CellQueues(51, 52, 21, 20));
    assertThat(rules.windows().get(PathKind.EXIT))
        .isEqualTo(
            new VegasParameters(
                new VegasParameters.Window(301, 302, 503),
                new VegasParameters.SlowStart(304, 305, 506, 307),
                new VegasParameters.Steady(308, 209, 310, 311, 312),
                new VegasParameters.Fullness(313, 14, false),
                new VegasParameters.Smoothing(15, 316, 317, 18)));
    assertThat(rules.streams())
        .isEqualTo(
            new RateParameters(false, 3 * 488, 2 * 488, 4 * 498, 5, 6, Duration.ofSeconds(7)));
  }

  @ParameterizedTest
  @CsvSource({"0, false", "1, true", "2, true", "3, true"})
  void congestionControl_isGranted_unlessTheNetworkForbidsIt(int algorithm, boolean granted) {
    Parameters parameters = new Parameters(Map.of("cc_alg", algorithm));
    assertThat(NetworkFlow.atRelay(parameters).congestionControl()).isEqualTo(granted);
  }

  @ParameterizedTest
  @CsvSource({"29, false", "30, true", "31, true", "32, true", "33, false", "0, false"})
  void increment_ofARelay_isTaken_besideTheNetworks(int wanted, boolean taken) {
    assertThat(NetworkFlow.atOrigin(Parameters.NONE).takesIncrement(wanted)).isEqualTo(taken);
  }

  @Test
  void increment_ofNothing_isNeverTaken() {
    Parameters parameters = new Parameters(Map.of("cc_sendme_inc", 1));
    assertThat(NetworkFlow.atOrigin(parameters).takesIncrement(0)).isFalse();
    assertThat(NetworkFlow.atOrigin(parameters).takesIncrement(2)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void flow_isMade_forEachKindOfPath(PathKind kind) {
    FlowRules rules = NetworkFlow.atOrigin(Parameters.NONE);
    assertThat(rules.congestionControl(kind, 31, () -> rules).canSendData()).isTrue();
  }

  @Test
  void kind_ofAHop_isAsAtCTorsClients() {
    assertThat(PathKind.ofHop(1)).isEqualTo(PathKind.SBWS);
    assertThat(PathKind.ofHop(2)).isEqualTo(PathKind.SBWS);
    assertThat(PathKind.ofHop(3)).isEqualTo(PathKind.EXIT);
    assertThat(PathKind.ofHop(4)).isEqualTo(PathKind.EXIT);
  }
}
