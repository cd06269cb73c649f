package org.tropea.directory.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tropea.directory.document.RelayFlag;

/** Feature P05 and hostile case vote-6. */
class RelaySelectorTest {
  private static final int PICKS = 20_000;

  @Test
  void choice_ofAMiddle_followsTheWeights() throws Exception {
    NetworkView view = mixed(TestNetwork.WEIGHTS);
    Map<String, Double> parts = parts(view, Position.MIDDLE);
    // guard 1000 x 0.4, middle 500 x 1, exit x 0, both x 0.
    assertThat(parts.get("relay0")).isCloseTo(400.0 / 900, within(0.02));
    assertThat(parts.get("relay1")).isCloseTo(500.0 / 900, within(0.02));
    assertThat(parts).containsOnlyKeys("relay0", "relay1");
  }

  @Test
  void choice_ofAGuard_takesNoExitWithoutTheFlag() throws Exception {
    Map<String, Double> parts = parts(mixed(TestNetwork.WEIGHTS), Position.GUARD);
    assertThat(parts.get("relay0")).isCloseTo(600.0 / 900, within(0.02));
    assertThat(parts).containsOnlyKeys("relay0", "relay1");
  }

  @Test
  void choice_ofAnExit_followsTheWeights() throws Exception {
    Map<String, Double> parts = parts(mixed(TestNetwork.WEIGHTS), Position.EXIT);
    assertThat(parts.get("relay1")).isCloseTo(500.0 / 1100, within(0.02));
    assertThat(parts.get("relay2")).isCloseTo(200.0 / 1100, within(0.02));
    assertThat(parts.get("relay3")).isCloseTo(400.0 / 1100, within(0.02));
  }

  @Test
  void choice_withAWeightMissing_isByBandwidthAlone() throws Exception {
    Map<String, Integer> incomplete = new HashMap<>(TestNetwork.WEIGHTS);
    incomplete.remove("Wme");
    Map<String, Double> parts = parts(mixed(incomplete), Position.MIDDLE);
    assertThat(parts.get("relay0")).isCloseTo(1000.0 / 2100, within(0.02));
    assertThat(parts.get("relay3")).isCloseTo(400.0 / 2100, within(0.02));
    assertThat(parts(mixed(Map.of()), Position.EXIT)).hasSize(4);
    assertThat(parts(mixed(TestNetwork.WEIGHTS), Position.UNWEIGHTED)).hasSize(4);
  }

  @Test
  void choice_withNegativeAndHugeWeights_staysWithinZeroAndOne() throws Exception {
    Map<String, Integer> odd = new HashMap<>(TestNetwork.WEIGHTS);
    odd.put("Wmm", Integer.MAX_VALUE);
    odd.put("Wmg", 10000);
    Map<String, Double> parts = parts(mixed(odd), Position.MIDDLE);
    assertThat(parts.get("relay0")).isCloseTo(1000.0 / 1500, within(0.02));
    odd.put("Wmm", Integer.MIN_VALUE);
    assertThat(parts(mixed(odd), Position.MIDDLE)).hasSize(4);
  }

  @Test
  void choice_amongRelaysOfNoBandwidth_isUniform() throws Exception {
    TestNetwork network = new TestNetwork().weights(TestNetwork.WEIGHTS);
    for (int i = 0; i < 4; i++) {
      network.relay("Fast", 0, "");
    }
    Map<String, Double> parts = parts(network.view(), Position.MIDDLE);
    assertThat(parts)
        .hasSize(4)
        .allSatisfy((name, part) -> assertThat(part).isCloseTo(0.25, within(0.02)));
  }

  @Test
  void choice_amongRelaysOfTheLargestBandwidth_doesNotOverflow() throws Exception {
    TestNetwork network = new TestNetwork();
    for (int i = 0; i < 4; i++) {
      network.relay("Fast", 0xffffffffL, "");
    }
    assertThat(parts(network.view(), Position.MIDDLE)).hasSize(4);
  }

  @Test
  void choice_amongNone_isEmpty() throws Exception {
    NetworkView view = mixed(TestNetwork.WEIGHTS);
    RelaySelector selector = new RelaySelector(view, random());
    assertThat(selector.choose(Position.MIDDLE, relay -> false)).isEmpty();
    assertThat(
            new RelaySelector(new TestNetwork().view(), random())
                .choose(Position.EXIT, relay -> true))
        .isEmpty();
  }

  @Test
  void choice_withAPredicate_fitsIt() throws Exception {
    RelaySelector selector = new RelaySelector(mixed(Map.of()), random());
    for (int i = 0; i < 100; i++) {
      Optional<Relay> relay = selector.choose(Position.MIDDLE, each -> each.has(RelayFlag.EXIT));
      assertThat(relay).get().extracting(each -> each.has(RelayFlag.EXIT)).isEqualTo(true);
    }
  }

  private static NetworkView mixed(Map<String, Integer> weights) throws Exception {
    TestNetwork network = new TestNetwork();
    if (!weights.isEmpty()) {
      network.weights(weights);
    }
    return network
        .relay("Guard", 1000, "")
        .relay("Fast", 500, "")
        .relay("Exit", 200, "443")
        .relay("Exit Guard", 400, "443")
        .view();
  }

  private static Map<String, Double> parts(NetworkView view, Position position) throws Exception {
    RelaySelector selector = new RelaySelector(view, random());
    Map<String, Double> parts = new HashMap<>();
    for (int i = 0; i < PICKS; i++) {
      Relay relay = selector.choose(position, each -> true).orElseThrow();
      parts.merge(relay.entry().nickname(), 1.0 / PICKS, Double::sum);
    }
    return parts;
  }

  /** Always the same numbers. */
  private static SecureRandom random() throws GeneralSecurityException {
    SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
    random.setSeed(1);
    return random;
  }
}
