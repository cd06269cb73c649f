package org.tropea.command;

import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tropea.configuration.Option;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.OptionType;
import org.tropea.configuration.Torrc;
import org.tropea.configuration.TorrcLine;
import org.tropea.protocol.rate.Rate;
import org.tropea.relay.Bandwidth;
import org.tropea.relay.accounting.AccountingPeriod;
import org.tropea.relay.accounting.AccountingPeriod.Unit;
import org.tropea.relay.accounting.AccountingSettings;
import org.tropea.relay.accounting.AccountingSettings.Rule;

/** How much a relay may carry in a day, a week or a month (row R09). */
final class AccountingOptions {
  static final Option<Long> MOST = Option.of("AccountingMax", OptionType.BYTES);
  static final Option<String> START = Option.of("AccountingStart", OptionType.STRING);
  static final Option<String> RULE = Option.of("AccountingRule", OptionType.STRING);

  private static final Pattern PERIOD =
      Pattern.compile(
          "(day|(?:week|month) +(\\d{1,2})) +(\\d{1,2}):(\\d{1,2})", Pattern.CASE_INSENSITIVE);

  private static final int LAST_DAY_OF_WEEK = 7;
  private static final int LAST_DAY_OF_MONTH = 28;

  private AccountingOptions() {}

  /**
   * Reads them, and refuses what C tor refuses; null where nothing is limited.
   *
   * @param zone of the operator's clock
   */
  static @Nullable AccountingSettings read(Torrc torrc, Bandwidth bandwidth, ZoneId zone)
      throws OptionException {
    AccountingPeriod period = period(torrc, zone);
    Rule rule = rule(torrc);
    long most = torrc.value(MOST);
    Rate relayed = bandwidth.relayed();
    Rate rate = relayed == null ? bandwidth.all() : relayed;
    return most == 0 ? null : new AccountingSettings(most, rule, period, rate.perSecond());
  }

  private static AccountingPeriod period(Torrc torrc, ZoneId zone) throws OptionException {
    Optional<TorrcLine> line = torrc.line(START);
    if (line.isEmpty() || line.get().value().isBlank()) {
      return AccountingPeriod.months(zone);
    }
    Matcher period = PERIOD.matcher(line.get().value().strip());
    if (period.matches()) {
      String named = period.group(1).toUpperCase(Locale.ROOT);
      Unit unit =
          named.startsWith("DAY") ? Unit.DAY : named.startsWith("W") ? Unit.WEEK : Unit.MONTH;
      int last = unit == Unit.WEEK ? LAST_DAY_OF_WEEK : LAST_DAY_OF_MONTH;
      int day = unit == Unit.DAY ? 1 : Integer.parseInt(period.group(2));
      int hour = Integer.parseInt(period.group(3));
      int minute = Integer.parseInt(period.group(4));
      if (day >= 1 && day <= last && hour < 24 && minute < 60) {
        return new AccountingPeriod(unit, day, LocalTime.of(hour, minute), zone);
      }
    }
    throw line.get()
        .refused(
            "AccountingStart is none of day HH:MM, week DAY HH:MM with a day from 1 for Monday to 7,"
                + " and month DAY HH:MM with a day from 1 to 28");
  }

  private static Rule rule(Torrc torrc) throws OptionException {
    String rule = torrc.value(RULE);
    return switch (rule.toLowerCase(Locale.ROOT)) {
      case "sum" -> Rule.SUM;
      case "max" -> Rule.MAX;
      case "in" -> Rule.IN;
      case "out" -> Rule.OUT;
      default ->
          throw torrc
              .line(RULE)
              .orElseThrow()
              .refused("AccountingRule is none of sum, max, in and out");
    };
  }
}
