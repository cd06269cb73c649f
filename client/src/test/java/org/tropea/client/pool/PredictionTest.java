package org.tropea.client.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tropea.directory.network.Parameters;

/** Row P16: C tor's times, which are drawn; the clock is the test's. */
class PredictionTest {
  private static final Instant START = Instant.parse("2026-12-20T12:10:00Z");
  private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);

  private final Prediction prediction = new Prediction(START, new SecureRandom());

  @Test
  void start_expectsAStream_for30To60Minutes() {
    Set<Duration> drawn = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      Duration window = new Prediction(START, new SecureRandom()).remaining(START);
      assertThat(window).isBetween(HALF_AN_HOUR, Duration.ofMinutes(60).minusSeconds(1));
      drawn.add(window);
    }
    assertThat(drawn).hasSizeGreaterThan(20);
  }

  @Test
  void stream_beginsTheTimeAnew_withoutDrawingIt() {
    Duration window = prediction.remaining(START);
    Instant later = START.plus(HALF_AN_HOUR.minusSeconds(1));
    assertThat(prediction.remaining(later)).isEqualTo(window.minus(HALF_AN_HOUR).plusSeconds(1));
    prediction.used(later);
    assertThat(prediction.remaining(later)).isEqualTo(window);
  }

  @Test
  void stream_afterTheTime_drawsIt_byTheParametersOfNow() {
    prediction.use(new Parameters(Map.of("nf_conntimeout_clients", 100)));
    Instant over = START.plus(Duration.ofHours(1));
    assertThat(prediction.remaining(over)).isZero();
    prediction.used(over);
    assertThat(prediction.remaining(over))
        .isBetween(Duration.ofSeconds(100), Duration.ofSeconds(199));
  }

  @Test
  void clock_thatWentBack_neverLengthensTheTime() {
    Duration window = prediction.remaining(START);
    Instant before = START.minus(Duration.ofDays(1000));
    assertThat(prediction.remaining(before)).isEqualTo(window);
    assertThat(prediction.remaining(before.plus(window))).isZero();
  }

  @Test
  void unusedCircuit_outlivesTheTime_byATwentiethAtMost() {
    for (int i = 0; i < 200; i++) {
      Instant now = START.plusSeconds(10L * i);
      Duration left = prediction.remaining(now);
      assertThat(prediction.unused(now, false))
          .isBetween(
              left.plusSeconds(1), left.plusSeconds(1).plus(left.dividedBy(20)).plusSeconds(1));
    }
  }

  @Test
  void unusedCircuit_whileTimesAreLearned_livesAsLongAsTheNetworkSays() {
    assertThat(prediction.unused(START, true)).isEqualTo(Duration.ofMinutes(3));
    prediction.use(new Parameters(Map.of("cbtlearntimeout", 60)));
    assertThat(prediction.unused(START, true)).isEqualTo(Duration.ofMinutes(1));
  }
}
