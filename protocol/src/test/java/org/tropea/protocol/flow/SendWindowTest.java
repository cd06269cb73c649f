package org.tropea.protocol.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Row F01, what we send. */
class SendWindowTest {
  @Test
  void circuit_sends1000Cells_andEach100thIsAcknowledged() {
    SendWindow window = SendWindow.ofCircuit();
    for (int sent = 1; sent <= 1000; sent++) {
      assertThat(window.isOpen()).isTrue();
      assertThat(window.sent()).as("cell %d", sent).isEqualTo(sent % 100 == 0);
    }
    assertThat(window.isOpen()).isFalse();
    assertThatThrownBy(window::sent).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void stream_sends500Cells_andEach50thIsAcknowledged() {
    SendWindow window = SendWindow.ofStream();
    for (int sent = 1; sent <= 500; sent++) {
      assertThat(window.sent()).as("cell %d", sent).isEqualTo(sent % 50 == 0);
    }
    assertThat(window.isOpen()).isFalse();
  }

  @Test
  void acknowledged_opensItByOneIncrement() {
    SendWindow window = SendWindow.ofStream();
    for (int sent = 0; sent < 500; sent++) {
      window.sent();
    }
    assertThat(window.acknowledged()).isTrue();
    for (int sent = 0; sent < 50; sent++) {
      assertThat(window.isOpen()).isTrue();
      window.sent();
    }
    assertThat(window.isOpen()).isFalse();
  }

  @Test
  void acknowledged_withNothingOutstanding_isRefused() {
    SendWindow window = SendWindow.ofStream();
    assertThat(window.acknowledged()).isFalse();
    for (int sent = 0; sent < 49; sent++) {
      window.sent();
    }
    assertThat(window.acknowledged()).as("after 49 cells").isFalse();
    window.sent();
    assertThat(window.acknowledged()).as("after 50 cells").isTrue();
    assertThat(window.acknowledged()).as("again").isFalse();
  }
}
