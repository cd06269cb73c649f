package org.tropea.relay.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class OverloadHistoryTest {
  private static final Instant NOW = Instant.parse("2026-11-28T13:10:20Z");
  private static final Instant HOUR = Instant.parse("2026-11-28T13:00:00Z");
  private static final Duration PERIOD = Duration.ofHours(6);

  private final OverloadHistory overload = new OverloadHistory();

  @Test
  void nothingHappened_nothingIsSaid() {
    assertThat(overload.general(NOW, true)).isNull();
    assertThat(overload.lines(NOW, 1, 2)).isEmpty();
  }

  @Test
  void general_isSaidByTheHour_forThreeDays_andOnlyWhereWanted() {
    overload.general(NOW);
    assertThat(overload.general(HOUR.plus(Duration.ofDays(3)).minusSeconds(1), true))
        .isEqualTo(HOUR);
    assertThat(overload.general(HOUR.plus(Duration.ofDays(3)), true)).isNull();
    assertThat(overload.general(NOW, false)).isNull();
  }

  @Test
  void rates_countMinutes_andAreSaidForADay() {
    for (int second = 0; second < 150; second++) {
      overload.readLimit(NOW.plusSeconds(second));
    }
    overload.writeLimit(NOW);
    String line = "overload-ratelimits 1 2026-11-28 13:00:00 75000 80000 3 1";
    assertThat(overload.lines(NOW, 75_000, 80_000)).containsExactly(line);
    assertThat(overload.lines(HOUR.plus(Duration.ofDays(1)), 75_000, 80_000)).isEmpty();
  }

  @Test
  void fileDescriptors_areSaidForThreeDays() {
    overload.descriptorsExhausted(NOW);
    assertThat(overload.lines(HOUR.plus(Duration.ofHours(71)), 1, 2))
        .containsExactly("overload-fd-exhausted 1 2026-11-28 13:00:00");
    assertThat(overload.lines(HOUR.plus(Duration.ofDays(3)), 1, 2)).isEmpty();
  }

  @Test
  void handshakes_ofWhichOnePercentWereDropped_areAnOverload_atTheEndOfAPeriod() {
    Instant end = NOW.plus(PERIOD);
    overload.handshakes(NOW, 0, 0, PERIOD, 1000);
    overload.handshakes(end.minusSeconds(1), 10_000, 9_000, PERIOD, 1000);
    assertThat(overload.general(end, true)).isNull();
    overload.handshakes(end, 10_000, 100, PERIOD, 1000);
    assertThat(overload.general(end, true)).isNotNull();
  }

  @Test
  void handshakes_ofWhichFewerWereDropped_orTooFewCame_areNone() {
    Instant end = NOW.plus(PERIOD);
    overload.handshakes(NOW, 500, 400, PERIOD, 1000);
    overload.handshakes(end, 1_499, 1_399, PERIOD, 1000);
    assertThat(overload.general(end, true)).isNull();
    overload.handshakes(end.plusSeconds(1), 100_500, 1_399, PERIOD, 1000);
    assertThat(overload.general(end, true)).isNull();
  }
}
