package org.tropea.command;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.tropea.configuration.Option;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.OptionType;
import org.tropea.configuration.Torrc;

/**
 * What a torrc says of the process (rows G06 and H04).
 *
 * @param pidFile where its number is written; null for nowhere
 * @param reloads whether SIGHUP reads the torrc again, and not the log's files alone
 */
record ProcessOptions(@Nullable Path pidFile, boolean reloads) {
  static final Option<String> PID_FILE = Option.of("PidFile", OptionType.FILENAME);
  static final Option<Boolean> RELOADS = Option.of("__ReloadTorrcOnSIGHUP", OptionType.BOOLEAN);

  /** Reads them. */
  static ProcessOptions read(Torrc torrc) throws OptionException {
    String file = torrc.find(PID_FILE).orElse("");
    return new ProcessOptions(file.isEmpty() ? null : HomePath.of(file), torrc.value(RELOADS));
  }
}
