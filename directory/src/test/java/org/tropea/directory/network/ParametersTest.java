package org.tropea.directory.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Hostile case V5. */
class ParametersTest {
  @Test
  void get_withinBounds_isTheValue() {
    assertThat(new Parameters(Map.of("x", 7)).get("x", 1, 0, 10)).isEqualTo(7);
  }

  @Test
  void get_missing_isTheDefault() {
    assertThat(Parameters.NONE.get("x", 1, 0, 10)).isEqualTo(1);
  }

  @Test
  void get_outOfBounds_isMovedIntoThem() {
    Parameters parameters = new Parameters(Map.of("x", Integer.MIN_VALUE, "y", Integer.MAX_VALUE));
    assertThat(parameters.get("x", 1, 0, 10)).isZero();
    assertThat(parameters.get("y", 1, 0, 10)).isEqualTo(10);
  }
}
