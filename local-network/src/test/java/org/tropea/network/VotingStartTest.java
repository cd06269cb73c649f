package org.tropea.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.authority.VotingSchedule;
import org.tropea.authority.VotingTiming;

class VotingStartTest {
  private static final Instant MIDNIGHT = Instant.parse("2026-11-25T00:00:00Z");

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 499, 999, 5_000, 9_001, 43_200_250, 86_395_000, 86_399_999})
  void timing_atAnyTimeOfDay_votesWithinTwoSeconds(long millis) {
    Instant now = MIDNIGHT.plusMillis(millis);
    VotingTiming timing = VotingStart.from(now);
    // By the time they know of it, half a second may have passed.
    for (Instant told : List.of(now, now.plusMillis(499))) {
      VotingSchedule schedule = VotingSchedule.after(told, timing, null);
      assertThat(schedule.votingStarts()).isBetween(told, now.plusSeconds(2));
    }
  }

  @Test
  void timing_offset_isLessThanTheInterval() {
    for (int second = 0; second < 60; second++) {
      VotingTiming timing = VotingStart.from(MIDNIGHT.plusSeconds(second));
      assertThat(timing.startOffset()).isBetween(Duration.ZERO, timing.interval().minusSeconds(1));
    }
  }
}
