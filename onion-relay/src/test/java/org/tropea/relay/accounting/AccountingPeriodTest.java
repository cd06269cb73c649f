package org.tropea.relay.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tropea.relay.accounting.AccountingPeriod.Unit;

class AccountingPeriodTest {
  @ParameterizedTest
  @CsvSource({
    "DAY, 0, 2026-11-28T10:30:00Z, 2026-11-28T10:30:00Z, 2026-11-29T10:30:00Z",
    "DAY, 0, 2026-11-28T10:29:59Z, 2026-11-27T10:30:00Z, 2026-11-28T10:30:00Z",
    "WEEK, 6, 2026-11-28T10:30:00Z, 2026-11-28T10:30:00Z, 2026-12-05T10:30:00Z",
    "WEEK, 6, 2026-11-28T10:29:59Z, 2026-11-21T10:30:00Z, 2026-11-28T10:30:00Z",
    "WEEK, 7, 2026-11-28T12:00:00Z, 2026-11-22T10:30:00Z, 2026-11-29T10:30:00Z",
    "MONTH, 28, 2026-11-28T10:30:00Z, 2026-11-28T10:30:00Z, 2026-12-28T10:30:00Z",
    "MONTH, 28, 2026-11-28T10:29:59Z, 2026-10-28T10:30:00Z, 2026-11-28T10:30:00Z",
    "MONTH, 1, 2026-12-31T12:00:00Z, 2026-12-01T10:30:00Z, 2027-01-01T10:30:00Z",
  })
  void period_ofATime(Unit unit, int day, Instant now, Instant start, Instant end) {
    AccountingPeriod period = new AccountingPeriod(unit, day, LocalTime.of(10, 30), ZoneOffset.UTC);
    assertThat(period.start(now)).isEqualTo(start);
    assertThat(period.end(now)).isEqualTo(end);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-29T12:00:00Z, 2026-03-29T07:00:00Z, 2026-03-30T07:00:00Z",
    "2026-03-28T12:00:00Z, 2026-03-28T08:00:00Z, 2026-03-29T07:00:00Z"
  })
  void period_acrossSummerTime_beginsByTheClock(Instant now, Instant start, Instant end) {
    AccountingPeriod period =
        new AccountingPeriod(Unit.DAY, 0, LocalTime.of(9, 0), ZoneId.of("Europe/Berlin"));
    assertThat(period.start(now)).isEqualTo(start);
    assertThat(period.end(now)).isEqualTo(end);
  }
}
