package org.tropea.client.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tropea.directory.network.Parameters;

/** Rows P08 and P16: C tor's times, which are drawn; the clock is the test's. */
class PredictedPortsTest {
  private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);

  private Instant now = Instant.parse("2026-12-20T12:10:00Z");
  private final PredictedPorts predicted = ports();

  private PredictedPorts ports() {
    return new PredictedPorts(() -> now, new SecureRandom());
  }

  @BeforeEach
  void learnTheNetwork() {
    predicted.use(Parameters.NONE);
  }

  @Test
  void start_expectsPort443_for30To60Minutes() {
    assertThat(predicted.ports()).containsExactly(443);
    Set<Duration> drawn = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      PredictedPorts other = ports();
      other.use(Parameters.NONE);
      assertThat(other.remaining()).isBetween(HALF_AN_HOUR, Duration.ofMinutes(60).minusSeconds(1));
      drawn.add(other.remaining());
    }
    assertThat(drawn).hasSizeGreaterThan(20);
  }

  @Test
  void stream_beginsTheTimeAnew_withoutDrawingIt() {
    Duration lasting = predicted.remaining();
    now = now.plus(HALF_AN_HOUR.minusSeconds(1));
    assertThat(predicted.remaining()).isEqualTo(lasting.minus(HALF_AN_HOUR).plusSeconds(1));
    predicted.note(443);
    assertThat(predicted.remaining()).isEqualTo(lasting);
  }

  @Test
  void stream_afterTheTime_drawsIt_byTheParametersOfNow() {
    predicted.use(new Parameters(Map.of("nf_conntimeout_clients", 100)));
    now = now.plus(Duration.ofHours(1)).plusSeconds(1);
    assertThat(predicted.remaining()).isZero();
    assertThat(predicted.ports()).isEmpty();
    predicted.note(80);
    assertThat(predicted.ports()).containsExactly(80);
    assertThat(predicted.remaining()).isBetween(Duration.ofSeconds(100), Duration.ofSeconds(199));
  }

  @Test
  void port_thatNobodyAsksForAnyMore_isForgotten_andTheOthersAreNot() {
    predicted.note(22);
    now = now.plus(HALF_AN_HOUR.minusSeconds(1));
    predicted.note(443);
    now = now.plus(HALF_AN_HOUR).plusSeconds(2);
    predicted.note(443);
    now = now.plusSeconds(1);
    assertThat(predicted.ports()).containsExactly(443);
    predicted.forget(Set.of(443));
    assertThat(predicted.ports()).isEmpty();
  }

  @Test
  void clock_thatWentBack_neverLengthensTheTime() {
    Duration lasting = predicted.remaining();
    now = now.minus(Duration.ofDays(1000));
    assertThat(predicted.remaining()).isEqualTo(lasting);
    now = now.plus(lasting);
    assertThat(predicted.remaining()).isZero();
  }
}
