package org.tropea.relay.accounting;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/**
 * When the periods of accounting begin, by the clock on the operator's wall. Immutable.
 *
 * @param unit how long a period is
 * @param day of the month, 1 to 28; or of the week, 1 for Monday; no matter for days
 * @param at the time of day, to the minute
 * @param zone of that clock
 */
public record AccountingPeriod(Unit unit, int day, LocalTime at, ZoneId zone) {
  /** How long a period is. */
  public enum Unit {
    DAY,
    WEEK,
    MONTH
  }

  /** C tor's default: calendar months. */
  public static AccountingPeriod months(ZoneId zone) {
    return new AccountingPeriod(Unit.MONTH, 1, LocalTime.MIDNIGHT, zone);
  }

  /** When the period began that {@code now} is in. */
  public Instant start(Instant now) {
    return instant(startDate(now));
  }

  /** When it ends. */
  public Instant end(Instant now) {
    LocalDate start = startDate(now);
    return instant(
        switch (unit) {
          case DAY -> start.plusDays(1);
          case WEEK -> start.plusWeeks(1);
          case MONTH -> start.plusMonths(1);
        });
  }

  private Instant instant(LocalDate date) {
    return date.atTime(at).atZone(zone).toInstant();
  }

  private LocalDate startDate(Instant now) {
    LocalDateTime local = now.atZone(zone).toLocalDateTime();
    boolean before = local.toLocalTime().truncatedTo(ChronoUnit.MINUTES).isBefore(at);
    LocalDate today = local.toLocalDate();
    return switch (unit) {
      case DAY -> before ? today.minusDays(1) : today;
      case WEEK -> {
        int since = Math.floorMod(today.getDayOfWeek().getValue() - day, 7);
        yield today.minusDays(since == 0 && before ? 7 : since);
      }
      case MONTH -> {
        boolean last = today.getDayOfMonth() < day || (today.getDayOfMonth() == day && before);
        yield (last ? today.minusMonths(1) : today).withDayOfMonth(day);
      }
    };
  }
}
