package org.tropea.relay.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tropea.directory.network.Relay;

class TestPathTest {
  private static final Relay PLAIN = TestRelays.relay("192.0.2.1", null, 1000);
  private static final Relay NEAR = TestRelays.relay("192.0.2.2", "2001:db8::2", 1000);
  private static final Relay FAR = TestRelays.relay("198.51.100.1", null, 1000);
  private static final Relay LARGE = TestRelays.relay("203.0.113.1", "2001:db8::3", 1_000_000);

  private final Random random = new Random(9);

  @Test
  void path_hasTwoRelaysOfDifferentNetworks_andNeverTheOneTested() {
    for (int i = 0; i < 500; i++) {
      TestPath path =
          TestPath.draw(List.of(PLAIN, NEAR, FAR, LARGE), LARGE.identity(), false, true, random)
              .orElseThrow();
      assertThat(List.of(path.first(), path.second())).contains(FAR).doesNotContain(LARGE);
      assertThat(path.first()).isNotEqualTo(path.second());
    }
    assertThat(TestPath.draw(List.of(PLAIN, NEAR), FAR.identity(), false, true, random)).isEmpty();
    assertThat(TestPath.draw(List.of(PLAIN, NEAR), FAR.identity(), false, false, random))
        .isPresent();
    assertThat(TestPath.draw(List.of(PLAIN), FAR.identity(), false, false, random)).isEmpty();
  }

  @Test
  void pathOverIpv6_comesBackByARelayThatHasIt() {
    for (int i = 0; i < 100; i++) {
      TestPath path =
          TestPath.draw(List.of(PLAIN, NEAR, FAR), LARGE.identity(), true, true, random)
              .orElseThrow();
      assertThat(path.second()).isEqualTo(NEAR);
    }
    assertThat(TestPath.draw(List.of(PLAIN, FAR), LARGE.identity(), true, true, random)).isEmpty();
  }

  @Test
  void relays_areDrawnByTheirBandwidth() {
    int large = 0;
    for (int i = 0; i < 300; i++) {
      TestPath path =
          TestPath.draw(List.of(PLAIN, FAR, LARGE), NEAR.identity(), false, true, random)
              .orElseThrow();
      large += path.second().equals(LARGE) ? 1 : 0;
    }
    assertThat(large).isGreaterThan(280);
  }
}
