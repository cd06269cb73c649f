package org.tropea.client.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Case net-4: how quickly circuits are tried again. */
class BuildPausesTest {
  private final BuildPauses pauses = new BuildPauses();

  @Test
  void links_areForgivenFiveTimes_thenShortPausesCome_thenTheyDouble_upToHalfAMinute() {
    for (int i = 0; i < 5; i++) {
      assertThat(pauses.afterLink()).isZero();
    }
    for (int i = 5; i < 30; i++) {
      assertThat(pauses.afterLink()).isEqualTo(Duration.ofMillis(500));
    }
    for (int seconds : List.of(1, 2, 4, 8, 16, 30, 30)) {
      assertThat(pauses.afterLink()).isEqualTo(Duration.ofSeconds(seconds));
    }
    for (int i = 0; i < 100; i++) {
      assertThat(pauses.afterLink()).isEqualTo(Duration.ofSeconds(30));
    }
  }

  @Test
  void circuitsStuckBehindTheirLink_areTriedAgainSoon() {
    Duration all = Duration.ZERO;
    for (int i = 0; i < 200; i++) {
      all = all.plus(pauses.afterCircuit());
    }
    assertThat(all).as("200 tries").isLessThanOrEqualTo(Duration.ofSeconds(20));
    for (int i = 0; i < 60; i++) {
      all = all.plus(pauses.afterCircuit());
    }
    assertThat(all).as("260 tries").isLessThanOrEqualTo(Duration.ofSeconds(50));
    assertThat(pauses.afterCircuit()).isEqualTo(Duration.ofSeconds(1));
    for (int i = 0; i < 20; i++) {
      assertThat(pauses.afterCircuit()).isLessThanOrEqualTo(Duration.ofSeconds(30));
    }
  }

  @Test
  void link_thatCameAbout_endsTheWaitsForLinks() {
    for (int i = 0; i < 20; i++) {
      assertThat(pauses.afterLink()).isNotNull();
    }
    assertThat(pauses.afterCircuit()).isZero();
    assertThat(pauses.afterLink()).isZero();
  }

  @Test
  void success_endsAllWaits() {
    for (int i = 0; i < 300; i++) {
      assertThat(pauses.afterLink().plus(pauses.afterCircuit())).isNotNull();
    }
    pauses.reset();
    assertThat(pauses.afterLink()).isZero();
    assertThat(pauses.afterCircuit()).isZero();
  }
}
