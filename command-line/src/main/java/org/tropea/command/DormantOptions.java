package org.tropea.command;

import java.time.Duration;
import org.tropea.client.DormantSettings;
import org.tropea.configuration.Option;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.OptionType;
import org.tropea.configuration.Torrc;

/** What a torrc says of a client that nobody uses (row P18). */
final class DormantOptions {
  private static final Option<Duration> TIMEOUT =
      Option.of("DormantClientTimeout", OptionType.INTERVAL);
  private static final Option<Boolean> ENABLED =
      Option.of("DormantTimeoutEnabled", OptionType.BOOLEAN);
  private static final Option<Boolean> IDLE_STREAMS =
      Option.of("DormantTimeoutDisabledByIdleStreams", OptionType.BOOLEAN);
  private static final Option<Boolean> FIRST =
      Option.of("DormantOnFirstStartup", OptionType.BOOLEAN);
  private static final Option<Boolean> CANCELED =
      Option.of("DormantCanceledByStartup", OptionType.BOOLEAN);

  private DormantOptions() {}

  /** When it leaves the network alone; a client beside a relay never does. */
  static DormantSettings read(Torrc torrc, boolean isRelay) throws OptionException {
    return isRelay
        ? DormantSettings.NEVER
        : new DormantSettings(
            torrc.value(TIMEOUT),
            torrc.value(ENABLED),
            torrc.value(IDLE_STREAMS),
            torrc.value(FIRST),
            torrc.value(CANCELED));
  }
}
