package org.tropea.protocol.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Row F05; TROVE-2022-001; case message-21. */
class RoundTripTest {
  private static final long PATIENCE = 4;

  private final RoundTrip roundTrip = new RoundTrip(100);

  @Test
  void measured_averages_asCTorDoes() {
    // The values of C tor 0.4.9.11's test of its own estimate.
    step(100_000, false, 100_000, 100_000);
    step(100_000, false, 100_000, 100_000);
    step(150_000, false, 133_333, 100_000);
    step(50_000, false, 77_777, 77_777);
    step(100_000, false, 92_592, 77_777);
    step(50_000, false, 64_197, 64_197);
    step(125_000, true, 104_732, 104_732);
    step(25_000, true, 51_577, 104_732);
    step(50_000, false, 50_525, 50_525);
    assertThat(roundTrip.greatest()).isEqualTo(150_000);
  }

  private void step(long time, boolean raise, long average, long least) {
    assertThat(roundTrip.measured(time, 2, PATIENCE, raise)).isTrue();
    assertThat(roundTrip.average()).isEqualTo(average);
    assertThat(roundTrip.least()).isEqualTo(least);
  }

  @Test
  void measured_byAClockThatStandsStillOrGoesBack_tellsNothing() {
    assertThat(measured(0)).isFalse();
    assertThat(roundTrip.isStalled()).isTrue();
    assertThat(measured(-1)).isFalse();
    assertThat(roundTrip.average()).isZero();
    assertThat(measured(1000)).isTrue();
    assertThat(roundTrip.isStalled()).isFalse();
  }

  @Test
  void measured_farLess_isBelieved_whereTheClockWasNotSeenToStandStill() {
    measured(5001);
    assertThat(measured(1)).isTrue();
    assertThat(roundTrip.average()).isEqualTo(1667);
  }

  @Test
  void measured_farLess_afterAStall_isAPartialStall_forAWhile() {
    measured(5001);
    measured(0);
    for (int i = 0; i < PATIENCE; i++) {
      assertThat(measured(1)).isFalse();
    }
    assertThat(measured(1)).isTrue();
  }

  @Test
  void measured_farMore_isAJump_untilItLasts() {
    measured(1);
    assertThat(measured(5001)).isFalse();
    assertThat(measured(5000)).as("at the edge").isTrue();
    assertThat(roundTrip.average()).isEqualTo(3333);
    for (int i = 0; i < PATIENCE; i++) {
      assertThat(measured(20_000_000)).isFalse();
    }
    assertThat(measured(20_000_000)).isTrue();
    assertThat(roundTrip.average()).isGreaterThan(10_000_000);
  }

  @Test
  void measured_farMore_inSlowStart_isBelieved() {
    measured(1);
    assertThat(roundTrip.measured(5001, 2, 0, false)).isTrue();
  }

  @Test
  void measured_withTheWindowAtItsLeast_takesAsMuchOfTheGreater_asTheNetworkSays() {
    RoundTrip mixed = new RoundTrip(25);
    mixed.measured(1000, 2, PATIENCE, false);
    mixed.measured(4000, 2, PATIENCE, true);
    assertThat(mixed.average()).isEqualTo(3000);
    assertThat(mixed.least()).isEqualTo(1500);
  }

  private boolean measured(long time) {
    return roundTrip.measured(time, 2, PATIENCE, false);
  }
}
