package org.tropea.command;

import java.util.Optional;
import org.tropea.client.guard.BiasSettings;
import org.tropea.configuration.Option;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.OptionType;
import org.tropea.configuration.Torrc;

/**
 * What a torrc says of guards that fail many circuits (row P14). The default of each figure, -1,
 * leaves it to the network.
 */
final class BiasOptions {
  private static final Option<Integer> CIRCUITS =
      Option.of("PathBiasCircThreshold", OptionType.SIGNED);
  private static final Option<Double> NOTICE = Option.of("PathBiasNoticeRate", OptionType.DECIMAL);
  private static final Option<Double> WARN = Option.of("PathBiasWarnRate", OptionType.DECIMAL);
  private static final Option<Double> EXTREME =
      Option.of("PathBiasExtremeRate", OptionType.DECIMAL);
  private static final Option<Integer> SCALE =
      Option.of("PathBiasScaleThreshold", OptionType.SIGNED);
  private static final Option<Optional<Boolean>> DROP =
      Option.of("PathBiasDropGuards", OptionType.BOOLEAN_OR_AUTO);
  private static final Option<Integer> USES = Option.of("PathBiasUseThreshold", OptionType.SIGNED);
  private static final Option<Double> USE_NOTICE =
      Option.of("PathBiasNoticeUseRate", OptionType.DECIMAL);
  private static final Option<Double> USE_EXTREME =
      Option.of("PathBiasExtremeUseRate", OptionType.DECIMAL);
  private static final Option<Integer> USE_SCALE =
      Option.of("PathBiasScaleUseThreshold", OptionType.SIGNED);

  private BiasOptions() {}

  /** Reads them. */
  static BiasSettings read(Torrc torrc) throws OptionException {
    return new BiasSettings(
        torrc.value(CIRCUITS),
        part(torrc, NOTICE),
        part(torrc, WARN),
        part(torrc, EXTREME),
        torrc.value(SCALE),
        torrc.value(DROP).orElse(null),
        torrc.value(USES),
        part(torrc, USE_NOTICE),
        part(torrc, USE_EXTREME),
        torrc.value(USE_SCALE));
  }

  private static double part(Torrc torrc, Option<Double> option) throws OptionException {
    double value = torrc.value(option);
    if (value > 1) {
      throw torrc
          .line(option)
          .orElseThrow()
          .refused(option.name() + " is a part of all circuits; write a number from 0 to 1");
    }
    return value;
  }
}
