package org.tropea.command;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tropea.configuration.Option;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.OptionType;
import org.tropea.configuration.Torrc;
import org.tropea.directory.network.NetworkParameter;

/**
 * What a relay does against floods, where its operator sets it: options of the names of the
 * network's parameters (rows R12 and X11).
 */
final class DefenceOptions {
  /** An option that takes the place of a parameter, but where its value is none. */
  private record Told<T>(
      NetworkParameter parameter, Option<T> option, Function<T, Optional<Integer>> read) {
    Optional<Integer> in(Torrc torrc) throws OptionException {
      return read.apply(torrc.value(option));
    }
  }

  private static final List<Told<?>> ALL =
      List.of(
          onOrOff(NetworkParameter.DOS_CIRCUIT_CREATION_ENABLED),
          count(NetworkParameter.DOS_CIRCUIT_CREATION_MIN_CONNECTIONS),
          count(NetworkParameter.DOS_CIRCUIT_CREATION_RATE),
          count(NetworkParameter.DOS_CIRCUIT_CREATION_BURST),
          type(NetworkParameter.DOS_CIRCUIT_CREATION_DEFENSE_TYPE),
          time(NetworkParameter.DOS_CIRCUIT_CREATION_DEFENSE_TIME_PERIOD),
          onOrOff(NetworkParameter.DOS_CONNECTION_ENABLED),
          count(NetworkParameter.DOS_CONNECTION_MAX_CONCURRENT_COUNT),
          count(NetworkParameter.DOS_CONNECTION_CONNECT_RATE),
          count(NetworkParameter.DOS_CONNECTION_CONNECT_BURST),
          type(NetworkParameter.DOS_CONNECTION_DEFENSE_TYPE),
          time(NetworkParameter.DOS_CONNECTION_CONNECT_DEFENSE_TIME_PERIOD),
          onOrOff(NetworkParameter.DOS_STREAM_CREATION_ENABLED),
          count(NetworkParameter.DOS_STREAM_CREATION_RATE),
          count(NetworkParameter.DOS_STREAM_CREATION_BURST),
          type(NetworkParameter.DOS_STREAM_CREATION_DEFENSE_TYPE),
          onOrOff(NetworkParameter.DOS_BEGIN_DIR_RATE_ENABLED),
          count(NetworkParameter.DOS_BEGIN_DIR_RATE),
          count(NetworkParameter.DOS_BEGIN_DIR_BURST),
          type(NetworkParameter.DOS_BEGIN_DIR_DEFENSE_TYPE));

  private DefenceOptions() {}

  /** The parameters that the torrc sets, whatever the network says. */
  static Map<NetworkParameter, Integer> read(Torrc torrc) throws OptionException {
    Map<NetworkParameter, Integer> told = new EnumMap<>(NetworkParameter.class);
    for (Told<?> each : ALL) {
      each.in(torrc).ifPresent(value -> told.put(each.parameter(), value));
    }
    return told;
  }

  private static Told<?> onOrOff(NetworkParameter parameter) {
    return new Told<>(
        parameter,
        Option.of(parameter.word(), OptionType.BOOLEAN_OR_AUTO),
        auto -> auto.map(on -> on ? 1 : 0));
  }

  private static Told<?> count(NetworkParameter parameter) {
    return new Told<>(
        parameter, Option.of(parameter.word(), OptionType.INTEGER), DefenceOptions::unlessZero);
  }

  private static Told<?> type(NetworkParameter parameter) {
    return new Told<>(
        parameter, Option.of(parameter.word(), OptionType.SIGNED), DefenceOptions::unlessZero);
  }

  private static Told<?> time(NetworkParameter parameter) {
    return new Told<>(
        parameter,
        Option.of(parameter.word(), OptionType.INTERVAL),
        time -> unlessZero((int) Math.min(time.toSeconds(), Integer.MAX_VALUE)));
  }

  private static Optional<Integer> unlessZero(int value) {
    return value == 0 ? Optional.empty() : Optional.of(value);
  }
}
