package org.tropea.client.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tropea.directory.network.Relay;
import org.tropea.directory.network.TestNetwork;

/** Paths of any length. */
class PathTest {
  @Test
  void path_ofAnyLength_hasAFirstAndALast() throws Exception {
    List<Relay> relays = relays();
    for (int length = 1; length <= relays.size(); length++) {
      Path path = new Path(relays.subList(0, length));
      assertThat(path.first()).isEqualTo(relays.get(0));
      assertThat(path.last()).isEqualTo(relays.get(length - 1));
      assertThat(path.behindFirst()).isEqualTo(relays.subList(1, length));
    }
  }

  @Test
  void path_withoutRelays_orByOneTwice_isRefused() throws Exception {
    List<Relay> relays = relays();
    assertThatThrownBy(() -> new Path(List.of())).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Path(List.of(relays.get(0), relays.get(1), relays.get(0))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<Relay> relays() throws Exception {
    TestNetwork network = new TestNetwork();
    for (int i = 0; i < 5; i++) {
      network.relay("Fast Guard Running Stable Valid", 10, "80");
    }
    return network.view().relays();
  }
}
