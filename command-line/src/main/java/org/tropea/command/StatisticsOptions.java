package org.tropea.command;

import org.tropea.configuration.Option;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.OptionType;
import org.tropea.configuration.Torrc;
import org.tropea.relay.history.StatisticsSettings;

/** What a relay publishes of what it did (rows R14 and R15). */
final class StatisticsOptions {
  static final Option<Boolean> EXTRA_INFO = of("ExtraInfoStatistics");
  static final Option<Boolean> SERVICES = of("HiddenServiceStatistics");
  static final Option<Boolean> EXIT_PORTS = of("ExitPortStatistics");
  static final Option<Boolean> OVERLOAD = of("OverloadStatistics");

  private StatisticsOptions() {}

  /** Reads them. */
  static StatisticsSettings read(Torrc torrc) throws OptionException {
    return new StatisticsSettings(
        torrc.value(EXTRA_INFO),
        torrc.value(SERVICES),
        torrc.value(EXIT_PORTS),
        torrc.value(OVERLOAD));
  }

  private static Option<Boolean> of(String name) {
    return Option.of(name, OptionType.BOOLEAN);
  }
}
