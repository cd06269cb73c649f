package org.tropea.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.client.pool.Isolation;

class TargetTest {
  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a\u0000b", "b\u00e4r", "a\r\nb", "\u007f"})
  void host_thatIsNone_isRefused(String host) {
    assertThatThrownBy(() -> new Target(host, 80))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .matches(said -> host.isBlank() || !said.contains(host));
  }

  @Test
  void host_longerThanAName_isRefused() {
    assertThat(new Target("a".repeat(253), 80).host()).hasSize(253);
    assertThatThrownBy(() -> new Target("a".repeat(254), 80))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 65_536, Integer.MAX_VALUE})
  void port_outsideItsRange_isRefused(int port) {
    assertThatThrownBy(() -> new Target("example.com", port))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void toString_tellsNoHost() {
    assertThat(new Target("marker-host.example", 443)).hasToString("[scrubbed]:443");
  }

  @Test
  void isolation_toString_tellsNothing() {
    Isolation isolation = Isolation.byLogin("marker-user", "secret");
    assertThat(isolation).hasToString("Isolation");
    assertThat(isolation)
        .isEqualTo(Isolation.byLogin("marker-user", "secret"))
        .isNotEqualTo(Isolation.byLogin("marker-user", ""))
        .isNotEqualTo(Isolation.NONE);
  }
}
