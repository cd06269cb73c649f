package org.tropea.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DrawsTest {
  @Test
  void check_whereOnlyOneEndOfARangeFails_namesItsSeed() {
    assertThatThrownBy(
            () -> Draws.check(draws -> assertThat(draws.between(0, 0xffff)).isLessThan(0xffff)))
        .isInstanceOf(AssertionError.class)
        .hasMessageMatching("(?s)with seed \\d+: .*65535.*");
  }

  @Test
  void check_again_drawsTheSame() {
    List<Long> first = new ArrayList<>();
    List<Long> second = new ArrayList<>();
    Draws.check(draws -> first.add(draws.anyLong()));
    Draws.check(draws -> second.add(draws.anyLong()));
    assertThat(first).isEqualTo(second).contains(Long.MIN_VALUE, Long.MAX_VALUE).hasSize(500);
  }
}
