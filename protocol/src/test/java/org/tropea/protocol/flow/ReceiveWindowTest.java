package org.tropea.protocol.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Row F01, what we receive. */
class ReceiveWindowTest {
  @Test
  void received_beyondTheWindow_isRefused() {
    ReceiveWindow window = ReceiveWindow.ofStream();
    for (int received = 0; received < 500; received++) {
      assertThat(window.received()).isTrue();
    }
    assertThat(window.room()).isZero();
    assertThat(window.received()).isFalse();
    assertThat(window.room()).as("stays at zero").isZero();
  }

  @Test
  void consumed_asksForASendmePerIncrement() {
    ReceiveWindow window = ReceiveWindow.ofStream();
    for (int received = 0; received < 500; received++) {
      window.received();
    }
    for (int consumed = 1; consumed <= 500; consumed++) {
      assertThat(window.consumed()).as("cell %d", consumed).isEqualTo(consumed % 50 == 0);
      assertThat(window.room()).isEqualTo(consumed / 50 * 50);
    }
  }

  @Test
  void circuit_asksForASendmePer100Cells() {
    ReceiveWindow window = ReceiveWindow.ofCircuit();
    assertThat(window.room()).isEqualTo(1000);
    for (int cell = 1; cell <= 5000; cell++) {
      assertThat(window.received()).isTrue();
      assertThat(window.consumed()).as("cell %d", cell).isEqualTo(cell % 100 == 0);
    }
    assertThat(window.room()).isEqualTo(1000);
  }
}
