package org.tropea.client.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tropea.directory.network.Parameters;

/** Row P15. */
class BuildTimesTest {
  private int changes;
  private final BuildTimes times = new BuildTimes(new SecureRandom(), () -> changes++);

  private static Duration ms(long millis) {
    return Duration.ofMillis(millis);
  }

  @Test
  void first_hundredCircuits_haveAMinute_andThenItIsLearned() {
    for (int i = 0; i < 99; i++) {
      times.built(ms(300 + i));
      assertThat(times.isLearned()).isFalse();
      assertThat(times.timeout()).isEqualTo(Duration.ofMinutes(1));
    }
    times.built(ms(400));
    assertThat(times.isLearned()).isTrue();
    assertThat(times.timeout()).isBetween(ms(350), ms(400));
    assertThat(times.close()).as("never less than at first").isEqualTo(Duration.ofMinutes(1));
    assertThat(changes).isEqualTo(10);
  }

  /** Times of a Pareto distribution: four in five are below the time-out. */
  @Test
  void timeout_ofAParetoDistribution_isItsQuantile() {
    Random random = new Random(7);
    double xm = 500;
    double alpha = 3;
    int within = 0;
    for (int i = 0; i < 3000; i++) {
      long time = Math.round(xm / Math.pow(1 - random.nextDouble(), 1 / alpha));
      within += i >= 1000 && time <= times.timeout().toMillis() ? 1 : 0;
      times.built(ms(time));
    }
    // 0.2^(-1/3) * 500 = 855; the heuristic for where the curve starts takes it a little higher.
    assertThat(times.timeout().toMillis()).isBetween(800L, 1000L);
    assertThat(within / 2000.0).isCloseTo(0.8, within(0.06));
  }

  /** Figures worked out by hand after circuit_stats.c: two bins, 60 and 40 times. */
  @Test
  void timeout_ofTwoBins_isThatOfTheFormula() {
    assertThat(times.restore(List.of("105 60", "305 40"), 100, 0)).isTrue();
    // The mode: (105 * 60 + 305 * 40) / 100 = 185; alpha: 100 / (40 * ln(305 / 185)) = 5.0.
    double alpha = 100 / (40 * Math.log(305 / 185.0));
    long expected = Math.round(185 / Math.pow(0.2, 1 / alpha));
    assertThat(times.timeout()).isEqualTo(ms(Math.min(expected, 305)));
    assertThat(times.isLearned()).isTrue();
    assertThat(times.bins()).containsExactly("105 60", "305 40");
  }

  @Test
  void circuits_thatAreTooSlow_eighteenOfTwenty_makeItStartAnew() {
    assertThat(times.restore(List.of("105 100"), 100, 0)).isTrue();
    assertThat(times.timeout()).isLessThan(ms(200));
    times.tooSlow(false);
    for (int i = 0; i < 17; i++) {
      times.tooSlow(true);
      assertThat(times.isLearned()).isTrue();
    }
    times.built(ms(100));
    times.built(ms(100));
    times.tooSlow(true);
    assertThat(times.isLearned()).isFalse();
    assertThat(times.timeout()).isEqualTo(Duration.ofMinutes(1));
    assertThat(times.total()).isZero();
    for (int i = 0; i < 18; i++) {
      times.tooSlow(true);
    }
    assertThat(times.timeout()).as("twice as long").isEqualTo(Duration.ofMinutes(2));
  }

  /** Bug 41420 of C tor: a history of nothing but circuits that were given up. */
  @Test
  void history_ofCircuitsThatWereGivenUp_startsAnew() {
    assertThat(times.restore(List.of("105 100"), 100, 0)).isTrue();
    for (int i = 0; i < 1000; i++) {
      times.givenUp();
    }
    assertThat(times.timeout()).isGreaterThanOrEqualTo(Duration.ofMinutes(1));
    assertThat(times.isLearned()).isFalse();
  }

  @Test
  void time_ofASleepingMachine_isPassedBy() {
    times.built(Duration.ofHours(2));
    assertThat(times.total()).isZero();
  }

  @Test
  void file_thatWasWritten_isRead() {
    for (int i = 0; i < 150; i++) {
      times.built(ms(100 + i % 50));
    }
    times.givenUp();
    BuildTimes next = new BuildTimes(new SecureRandom(), () -> {});
    assertThat(next.restore(times.bins(), times.total(), times.abandoned())).isTrue();
    assertThat(next.bins()).isEqualTo(times.bins());
    assertThat(next.total()).isEqualTo(151);
    assertThat(next.abandoned()).isEqualTo(1);
    assertThat(next.isLearned()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "105 10, 11, 0",
    "105 10, 9, 0",
    "105, 1, 0",
    "x 1, 1, 0",
    "105 x, 1, 0",
    "105 -1, 1, 0",
    "2147483647 1, 1, 0",
    "105 1, 0, -1",
    "105 2147483647, 2147483647, 0",
    "105 1, 2147483647, 2147483646"
  })
  void file_thatMakesNoSense_isRefused(String bin, int total, int abandoned) {
    assertThat(times.restore(List.of(bin), total, abandoned)).isFalse();
    assertThat(times.total()).isZero();
  }

  @Test
  void network_thatWantsNoLearning_hasAMinuteForEach() {
    times.restore(List.of("105 100"), 100, 0);
    times.use(new Parameters(Map.of("cbtdisabled", 1)));
    assertThat(times.isLearned()).isFalse();
    assertThat(times.timeout()).isEqualTo(Duration.ofMinutes(1));
    times.built(ms(100));
    assertThat(times.total()).isEqualTo(100);
    times.use(new Parameters(Map.of("cbtinitialtimeout", 5000, "cbtdisabled", 1)));
    assertThat(times.timeout()).isEqualTo(ms(5000));
  }

  @Test
  void forgotten_times_areLearnedAnew_andTheLastTimeOutHoldsUntilThen() {
    times.restore(List.of("105 100"), 100, 0);
    Duration before = times.timeout();
    assertThat(before).isLessThan(ms(200));
    int saved = changes;
    times.forget();
    assertThat(times.total()).isZero();
    assertThat(times.bins()).isEmpty();
    assertThat(times.isLearned()).isFalse();
    assertThat(times.timeout()).isEqualTo(before);
    assertThat(changes).isEqualTo(saved + 1);
  }
}
