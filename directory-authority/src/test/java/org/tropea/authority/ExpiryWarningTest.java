package org.tropea.authority;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A certificate's end is told of in time, as often as C tor tells of it. */
class ExpiryWarningTest {
  private static final Instant EXPIRES = Instant.parse("2027-01-01T00:00:00Z");

  private final ExpiryWarning warning = new ExpiryWarning(EXPIRES);

  @Test
  void warning_longBefore_notDue() {
    assertThat(isDueBefore(Duration.ofDays(30).plusSeconds(1))).isFalse();
  }

  @Test
  void warning_inTheLastMonth_everyFiveDays() {
    assertThat(isDueBefore(Duration.ofDays(30))).isTrue();
    assertThat(isDueBefore(Duration.ofDays(25).plusSeconds(1))).isFalse();
    assertThat(isDueBefore(Duration.ofDays(25))).isTrue();
  }

  @Test
  void warning_inTheLastWeek_everyDay() {
    assertThat(isDueBefore(Duration.ofDays(7))).isTrue();
    assertThat(isDueBefore(Duration.ofDays(6).plusSeconds(1))).isFalse();
    assertThat(isDueBefore(Duration.ofDays(6))).isTrue();
  }

  @Test
  void warning_inTheLastDayAndAfter_everyHour() {
    assertThat(isDueBefore(Duration.ofDays(1))).isTrue();
    assertThat(isDueBefore(Duration.ofHours(23).plusSeconds(1))).isFalse();
    assertThat(isDueBefore(Duration.ofHours(23))).isTrue();
    assertThat(isDueBefore(Duration.ofHours(-5))).isTrue();
    assertThat(isDueBefore(Duration.ofHours(-6))).isTrue();
  }

  private boolean isDueBefore(Duration left) {
    return warning.isDue(EXPIRES.minus(left));
  }
}
