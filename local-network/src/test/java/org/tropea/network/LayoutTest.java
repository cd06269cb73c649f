package org.tropea.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayoutTest {
  @ParameterizedTest
  @CsvSource({
    "0, 4, 2, 1, authorities",
    "10, 4, 2, 1, authorities",
    "3, -1, 2, 1, fewer than 0",
    "3, 4, 0, 1, exits",
    "3, 4, 2, -1, fewer than 0",
    "1, 0, 1, 0, three relays",
    "3, 190, 6, 2, at most",
    "3, 2147483647, 2147483647, 1, at most"
  })
  void layout_thatCannotBe_refusedWithWhy(
      int authorities, int relays, int exits, int clients, String why) {
    assertThatThrownBy(() -> new Layout(authorities, relays, exits, clients))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void layout_withServices_hasFiveRelays() {
    assertThatThrownBy(() -> new Layout(3, 0, 1, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("five relays");
    assertThat(new Layout(3, 1, 1, 1, 1).count(NodeKind.SERVICE)).isEqualTo(1);
  }

  @Test
  void layout_smallest_isThreeRelays() {
    assertThat(new Layout(1, 1, 1, 0).listed()).isEqualTo(3);
  }
}
