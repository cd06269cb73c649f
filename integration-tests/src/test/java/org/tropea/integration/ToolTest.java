package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ToolTest {
  @Test
  void program_thatHangs_isEnded_andNamed() {
    assertThatThrownBy(() -> Tool.run(Duration.ofMillis(1), Map.of(), "sleep", "601"))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("not over within")
        .hasMessageContaining("sleep 601; it had said: ");
    assertThat(ProcessHandle.current().children())
        .noneMatch(child -> child.info().commandLine().orElse("").contains("sleep 601"));
  }

  @Test
  void program_thatEnds_saidAllOfIt_whicheverWay() throws Exception {
    assertThat(Tool.run("sh", "-c", "echo one; echo two >&2; exit 3"))
        .isEqualTo(new Tool(3, "one\ntwo\n"));
  }
}
