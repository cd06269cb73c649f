package org.tropea.directory.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Feature D13, hostile case vote-5. */
class NetworkParameterTest {
  @Test
  void names_areDistinctAndWellFormed() {
    assertThat(Arrays.stream(NetworkParameter.values()).map(NetworkParameter::word))
        .doesNotHaveDuplicates()
        .allMatch(word -> word.matches("[A-Za-z0-9_-]+"));
  }

  @ParameterizedTest
  @EnumSource
  void value_outsideTheBounds_isMovedIntoThem(NetworkParameter parameter) {
    int fallback = Parameters.NONE.get(parameter);
    int least = with(parameter, Integer.MIN_VALUE);
    int most = with(parameter, Integer.MAX_VALUE);
    assertThat(fallback).isBetween(least, most);
    assertThat(with(parameter, least)).isEqualTo(least);
    assertThat(with(parameter, most)).isEqualTo(most);
  }

  @Test
  void boundOfAnotherParameter_followsIt() {
    Parameters rotation = new Parameters(Map.of("onion-key-rotation-days", 5));
    assertThat(rotation.get(NetworkParameter.ONION_KEY_GRACE_PERIOD_DAYS)).isEqualTo(5);
    Parameters low = new Parameters(Map.of("nf_ito_low", 20_000));
    assertThat(low.get(NetworkParameter.NF_ITO_HIGH)).isEqualTo(20_000);
    Parameters queue = new Parameters(Map.of("circ_max_cell_queue_size", 777));
    assertThat(queue.get(NetworkParameter.CIRC_MAX_CELL_QUEUE_SIZE_OUT)).isEqualTo(777);
  }

  @Test
  void unknownParameter_isKept() {
    assertThat(new Parameters(Map.of("x-new", 3)).values()).containsEntry("x-new", 3);
  }

  private static int with(NetworkParameter parameter, int value) {
    return new Parameters(Map.of(parameter.word(), value)).get(parameter);
  }
}
