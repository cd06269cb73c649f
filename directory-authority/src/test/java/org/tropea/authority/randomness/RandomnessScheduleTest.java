package org.tropea.authority.randomness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The times are those of C tor's src/test/test_shared_random.c. */
class RandomnessScheduleTest {
  private static final RandomnessSchedule HOURLY = new RandomnessSchedule(Duration.ofHours(1));

  @ParameterizedTest
  @CsvSource({
    "2015-04-20T00:00:00Z, COMMIT",
    "2015-04-20T00:00:01Z, COMMIT",
    "2015-04-20T11:59:59Z, COMMIT",
    "2015-04-20T12:00:00Z, REVEAL",
    "2015-04-20T23:59:59Z, REVEAL",
    "2015-04-21T00:00:00Z, COMMIT"
  })
  void phase_byTheHour_isCtors(Instant time, Phase phase) {
    assertThat(HOURLY.phase(time)).isEqualTo(phase);
  }

  @ParameterizedTest
  @CsvSource({
    "2015-04-20T00:00:00Z, 2015-04-20T01:00:00Z",
    "2015-04-20T00:00:01Z, 2015-04-20T01:00:00Z",
    "2015-04-20T19:22:00Z, 2015-04-20T20:00:00Z",
    "2015-04-20T23:59:00Z, 2015-04-21T00:00:00Z"
  })
  void validUntil_anyTimeOfARun_isItsEnd(Instant now, Instant next) {
    assertThat(HOURLY.validUntil(now, next)).isEqualTo(Instant.parse("2015-04-21T00:00:00Z"));
  }

  @Test
  void round_everyTenSeconds_beginsARunEveryFourMinutes() {
    RandomnessSchedule fast = new RandomnessSchedule(Duration.ofSeconds(10));

    assertThat(fast.round(Instant.parse("2015-04-20T00:12:00Z"))).isZero();
    assertThat(fast.round(Instant.parse("2015-04-20T00:15:32Z"))).isEqualTo(21);
    assertThat(fast.phase(Instant.parse("2015-04-20T00:14:00Z"))).isEqualTo(Phase.REVEAL);
  }

  /** C tor 0.4.9.15 wrote both into its sr-state when the run began. */
  @Test
  void validUntil_atTheStartOfARun_isCtors() {
    RandomnessSchedule fast = new RandomnessSchedule(Duration.ofSeconds(10));
    Instant start = Instant.parse("2026-11-28T00:32:00Z");

    assertThat(fast.validUntil(start, start)).isEqualTo(Instant.parse("2026-11-28T00:35:50Z"));
  }
}
