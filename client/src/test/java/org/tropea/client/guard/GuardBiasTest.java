package org.tropea.client.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.client.guard.GuardBias.Grade;
import org.tropea.directory.network.Parameters;

/** Row P14, with C tor's figures. */
class GuardBiasTest {
  private static final BiasSettings DROPPING =
      new BiasSettings(-1, -1, -1, -1, -1, true, -1, -1, -1, -1);

  private final List<CircuitBias> open = new ArrayList<>();
  private int changes;

  private GuardBias guard(BiasSettings settings, String parameters) {
    return guard(settings, parameters, BiasCount.none());
  }

  private GuardBias guard(BiasSettings settings, String parameters, Map<BiasCount, Double> counts) {
    BiasLimits limits = BiasLimits.of(settings, parameters(parameters));
    return new GuardBias(counts, () -> limits, () -> changes++);
  }

  private static Parameters parameters(String text) {
    Map<String, Integer> values = new HashMap<>();
    for (String word : text.isEmpty() ? new String[0] : text.split(" ", -1)) {
      String[] sides = word.split("=", -1);
      values.put(sides[0], Integer.valueOf(sides[1]));
    }
    return new Parameters(values);
  }

  private static CircuitBias attempt(GuardBias guard) {
    CircuitBias circuit = new CircuitBias(guard);
    circuit.attempted();
    return circuit;
  }

  /** Circuits that come as far as the second relay, of which some are built and closed by us. */
  private static void circuits(GuardBias guard, int well, int failed) {
    for (int i = 0; i < well; i++) {
      CircuitBias circuit = attempt(guard);
      circuit.built();
      circuit.closed(false);
    }
    for (int i = 0; i < failed; i++) {
      attempt(guard).closed(true);
    }
  }

  private static double count(GuardBias guard, BiasCount count) {
    return guard.counts().getOrDefault(count, -1.0);
  }

  /** More than 150 circuits; below 30, 50 and 70 of a hundred. */
  @ParameterizedTest
  @CsvSource({
    "0,150,FINE",
    "45,105,FINE",
    "0,151,EXTREME",
    "48,112,WARNED",
    "47,113,EXTREME",
    "79,81,WARNED",
    "80,80,NOTICED",
    "111,49,NOTICED",
    "112,48,FINE",
    "200,0,FINE"
  })
  void builds_thatFail_areSpokenOfFromCTorsRatesOn(int well, int failed, Grade said) {
    GuardBias guard = guard(BiasSettings.USUAL, "");
    circuits(guard, well, failed);
    // It is measured before it is counted.
    CircuitBias next = new CircuitBias(guard);
    assertThat(next.attempted()).as("never dropped").isTrue();
    assertThat(guard.builds()).isEqualTo(said);
    assertThat(guard.isDisabled()).isFalse();
  }

  /** More than 20 uses; below 60 and 80 of a hundred. */
  @ParameterizedTest
  @CsvSource({
    "0,20,FINE",
    "0,21,EXTREME",
    "15,10,NOTICED",
    "14,11,EXTREME",
    "19,6,NOTICED",
    "20,5,FINE"
  })
  void uses_thatFail_areSpokenOfFromCTorsRatesOn(int answered, int silent, Grade said) {
    GuardBias guard = guard(BiasSettings.USUAL, "");
    for (int i = 0; i < answered + silent; i++) {
      CircuitBias circuit = attempt(guard);
      circuit.built();
      circuit.used();
      if (i < answered) {
        circuit.answered();
      }
      circuit.closed(false);
    }
    CircuitBias next = attempt(guard);
    next.built();
    next.used();
    assertThat(guard.uses()).isEqualTo(said);
  }

  @Test
  void guard_belowTheExtremeRate_isDroppedWhereTheUserSaysSo() {
    GuardBias guard = guard(DROPPING, "");
    circuits(guard, 0, 151);
    assertThat(guard.isDisabled()).isFalse();
    assertThat(new CircuitBias(guard).attempted()).isFalse();
    assertThat(guard.isDisabled()).isTrue();
    assertThat(count(guard, BiasCount.CIRCUIT_ATTEMPTS)).isEqualTo(151);
  }

  @Test
  void guard_thatCarriesNothing_isDroppedWhereTheUserSaysSo() {
    GuardBias guard = guard(DROPPING, "");
    for (int i = 0; i < 21; i++) {
      CircuitBias circuit = attempt(guard);
      circuit.built();
      circuit.used();
      circuit.closed(true);
    }
    CircuitBias next = attempt(guard);
    next.built();
    next.used();
    assertThat(guard.isDisabled()).isTrue();
  }

  /** C tor's default of PathBiasDropGuards is 0, and only `auto` asks the network. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void network_thatHasGuardsDropped_isHeardByAutoAlone(boolean auto) {
    BiasSettings settings =
        auto ? new BiasSettings(-1, -1, -1, -1, -1, null, -1, -1, -1, -1) : BiasSettings.USUAL;
    GuardBias guard = guard(settings, "pb_dropguards=1");
    circuits(guard, 0, 152);
    assertThat(guard.isDisabled()).isEqualTo(auto);
  }

  @Test
  void figures_ofTheNetwork_giveWayToTheUsers() {
    String network =
        "pb_mincircs=5 pb_extremepct=100 pb_scalecircs=10 pb_multfactor=3 pb_scalefactor=4";
    GuardBias byNetwork = guard(BiasSettings.USUAL, network);
    circuits(byNetwork, 5, 2);
    assertThat(byNetwork.builds()).isEqualTo(Grade.EXTREME);
    circuits(byNetwork, 5, 0);
    assertThat(count(byNetwork, BiasCount.CIRCUIT_ATTEMPTS)).isEqualTo(10 * 0.75 + 2);
    BiasSettings user = new BiasSettings(10, -1, -1, 0.5, 100, false, -1, -1, -1, -1);
    GuardBias byUser = guard(user, network);
    circuits(byUser, 0, 11);
    assertThat(byUser.builds()).isEqualTo(Grade.FINE);
    circuits(byUser, 0, 1);
    assertThat(byUser.builds()).isEqualTo(Grade.EXTREME);
    assertThat(count(byUser, BiasCount.CIRCUIT_ATTEMPTS)).isEqualTo(12);
    GuardBias tooLow = guard(new BiasSettings(4, -1, -1, -1, 9, false, 2, -1, -1, 9), "");
    circuits(tooLow, 0, 150);
    assertThat(tooLow.builds())
        .as("below their least values they say nothing")
        .isEqualTo(Grade.FINE);
  }

  /** A rate of 0 is never undercut. */
  @Test
  void rate_ofZero_saysNothing() {
    GuardBias guard = guard(new BiasSettings(-1, 0, 0, 0, -1, true, -1, 0, 0, -1), "");
    circuits(guard, 0, 1000);
    assertThat(guard.builds()).isEqualTo(Grade.FINE);
    assertThat(guard.isDisabled()).isFalse();
  }

  @Test
  void counts_aboveTheThreshold_areHalved_andOpenCircuitsAreNot() {
    GuardBias guard = guard(BiasSettings.USUAL, "");
    circuits(guard, 200, 90);
    for (int i = 0; i < 11; i++) {
      CircuitBias circuit = attempt(guard);
      open.add(circuit);
      if (i < 10) {
        circuit.built();
      }
    }
    assertThat(count(guard, BiasCount.CIRCUIT_ATTEMPTS)).isEqualTo(301);
    open.add(attempt(guard));
    assertThat(count(guard, BiasCount.CIRCUIT_ATTEMPTS)).isEqualTo((301 - 12) / 2.0 + 12 + 1);
    assertThat(count(guard, BiasCount.CIRCUIT_SUCCESSES)).isEqualTo(200 / 2.0 + 10);
    assertThat(count(guard, BiasCount.CLOSED_WELL)).isEqualTo(200 / 2.0 + 10);
  }

  @Test
  void uses_aboveTheThreshold_areHalved_andOpenCircuitsAreNot() {
    GuardBias guard = guard(BiasSettings.USUAL, "");
    for (int i = 0; i < 101; i++) {
      CircuitBias circuit = attempt(guard);
      circuit.built();
      circuit.used();
      circuit.answered();
      if (i < 99) {
        circuit.closed(false);
      }
    }
    assertThat(count(guard, BiasCount.USE_ATTEMPTS)).isEqualTo(101);
    CircuitBias next = attempt(guard);
    next.built();
    next.used();
    assertThat(count(guard, BiasCount.USE_ATTEMPTS)).isEqualTo(99 / 2.0 + 2 + 1);
    assertThat(count(guard, BiasCount.USE_SUCCESSES)).as("with those open").isEqualTo(99 / 2.0 + 3);
  }

  @Test
  void circuits_thatAreOpen_countAsIfTheyWentWell() {
    GuardBias guard = guard(BiasSettings.USUAL, "");
    for (int i = 0; i < 151; i++) {
      CircuitBias circuit = attempt(guard);
      circuit.built();
      circuit.used();
      open.add(circuit);
    }
    attempt(guard);
    assertThat(guard.builds()).isEqualTo(Grade.FINE);
    assertThat(guard.uses()).isEqualTo(Grade.FINE);
    open.forEach(circuit -> circuit.closed(true));
    attempt(guard);
    assertThat(guard.builds()).isEqualTo(Grade.EXTREME);
    assertThat(count(guard, BiasCount.UNUSABLE)).isEqualTo(151);
  }

  @Test
  void circuit_isCountedOnce_byWhatBecameOfIt() {
    GuardBias guard = guard(BiasSettings.USUAL, "");
    CircuitBias collapsed = attempt(guard);
    collapsed.built();
    collapsed.closed(true);
    collapsed.closed(true);
    assertThat(count(guard, BiasCount.COLLAPSED)).isEqualTo(1);
    CircuitBias again = attempt(guard);
    again.built();
    again.answered();
    assertThat(again.isDoubtful()).isFalse();
    again.detached();
    assertThat(again.isDoubtful()).as("what it carried before says nothing").isTrue();
    again.answered();
    again.closed(false);
    CircuitBias tampered = attempt(guard);
    tampered.built();
    tampered.answered();
    tampered.tampered();
    tampered.answered();
    tampered.closed(false);
    CircuitBias slow = attempt(guard);
    slow.timedOut();
    slow.closed(true);
    CircuitBias leg = new CircuitBias(guard);
    leg.built();
    leg.used();
    leg.closed(true);
    assertThat(BiasCount.words(guard.counts()))
        .containsExactly(
            "pb_use_attempts=2.000000",
            "pb_use_successes=1.000000",
            "pb_circ_attempts=4.000000",
            "pb_circ_successes=3.000000",
            "pb_successful_circuits_closed=1.000000",
            "pb_collapsed_circuits=1.000000",
            "pb_unusable_circuits=1.000000",
            "pb_timeouts=1.000000");
    assertThat(changes).isPositive();
  }

  /** Of C tor's state file; what makes no sense is left out, and other words stay. */
  @Test
  void words_ofAStateFile_areTaken_andTheOthersLeft() {
    List<String> words =
        new ArrayList<>(
            List.of(
                "pb_use_attempts=3.500000",
                "new=thing",
                "pb_timeouts=nan",
                "pb_circ_attempts=-4",
                "pb_circ_successes=1e300",
                "pb_unusable_circuits=2000000000"));
    Map<BiasCount, Double> counts = BiasCount.take(words);
    assertThat(words).containsExactly("new=thing");
    assertThat(BiasCount.words(counts)).containsExactly("pb_use_attempts=3.500000");
  }

  /** As by C tor, however few they are. */
  @Test
  void counts_ofAStateFile_dropTheGuardAtOnce() {
    Map<BiasCount, Double> bad = BiasCount.none();
    bad.put(BiasCount.CIRCUIT_ATTEMPTS, 10.0);
    bad.put(BiasCount.CLOSED_WELL, 2.0);
    assertThat(guard(DROPPING, "", bad).isDisabled()).isTrue();
    assertThat(guard(BiasSettings.USUAL, "", bad).isDisabled()).isFalse();
    bad.put(BiasCount.CLOSED_WELL, 3.0);
    assertThat(guard(DROPPING, "", bad).isDisabled()).isFalse();
  }
}
