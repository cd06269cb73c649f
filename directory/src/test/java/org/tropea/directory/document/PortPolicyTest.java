package org.tropea.directory.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.bytes.DecodeException;

class PortPolicyTest {
  @Test
  void policy_thatAccepts_allowsItsRangesOnly() throws Exception {
    PortPolicy policy = PortPolicy.read("accept 80,443,8000-8100");
    assertThat(policy.allows(80)).isTrue();
    assertThat(policy.allows(8000)).isTrue();
    assertThat(policy.allows(8100)).isTrue();
    assertThat(policy.allows(7999)).isFalse();
    assertThat(policy.allows(1)).isFalse();
    assertThat(policy.rejectsAll()).isFalse();
  }

  @Test
  void policy_thatRejects_allowsTheRest() throws Exception {
    PortPolicy policy = PortPolicy.read("reject 25,119");
    assertThat(policy.allows(25)).isFalse();
    assertThat(policy.allows(26)).isTrue();
    assertThat(policy.rejectsAll()).isFalse();
    assertThat(PortPolicy.read("reject 1-65535").rejectsAll()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "accept",
        "accept ",
        "allow 80",
        "accept 0",
        "accept 65536",
        "accept 80,",
        "accept ,80",
        "accept 90-80",
        "accept 80-",
        "accept -80",
        "accept 1-2-3",
        "accept 80 443",
        "accept x"
      })
  void policy_malformed_refused(String text) {
    assertThatThrownBy(() -> PortPolicy.read(text)).isInstanceOf(DecodeException.class);
  }

  @Test
  void policy_ofMoreThan1000Ranges_refused() throws Exception {
    String thousand = "accept " + "1,".repeat(999) + "1";
    assertThat(PortPolicy.read(thousand).ranges()).hasSize(1000);
    assertThatThrownBy(() -> PortPolicy.read(thousand + ",1")).isInstanceOf(DecodeException.class);
  }
}
