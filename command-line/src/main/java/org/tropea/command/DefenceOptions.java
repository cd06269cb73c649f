package org.tropea.command;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tropea.directory.network.NetworkParameter;

/**
 * What a relay does against floods, where its operator sets it: options of the names of the
 * network's parameters (rows R12 and X11).
 */
final class DefenceOptions {
  /** An option that takes the place of a parameter, but where its value is none. */
  private record Told<T>(
      NetworkParameter parameter, Option<T> option, Function<T, Optional<Integer>> read) {
    Optional<Integer> in(Torrc torrc) throws CannotStart {
      return read.apply(torrc.value(option));
    }
  }

  private static final List<Told<?>> ALL =
      List.of(
          onOrOff(
              NetworkParameter.DOS_CIRCUIT_CREATION_ENABLED,
              "whether clients that make too many circuits are refused; on until there is a consensus"),
          count(
              NetworkParameter.DOS_CIRCUIT_CREATION_MIN_CONNECTIONS,
              "with fewer links an address may make as many circuits as it likes"),
          count(
              NetworkParameter.DOS_CIRCUIT_CREATION_RATE,
              "circuits a second that an address may make"),
          count(NetworkParameter.DOS_CIRCUIT_CREATION_BURST, "circuits that it may make at once"),
          type(
              NetworkParameter.DOS_CIRCUIT_CREATION_DEFENSE_TYPE,
              2,
              "`1` counts what is too much, `2` refuses it"),
          time(
              NetworkParameter.DOS_CIRCUIT_CREATION_DEFENSE_TIME_PERIOD,
              "how long its circuits are refused then, and up to half as long again"),
          onOrOff(
              NetworkParameter.DOS_CONNECTION_ENABLED,
              "whether addresses that open too many links are refused; on until there is a consensus"),
          count(NetworkParameter.DOS_CONNECTION_MAX_CONCURRENT_COUNT, "links of one address"),
          count(NetworkParameter.DOS_CONNECTION_CONNECT_RATE, "links a second that it may open"),
          count(NetworkParameter.DOS_CONNECTION_CONNECT_BURST, "links that it may open at once"),
          type(
              NetworkParameter.DOS_CONNECTION_DEFENSE_TYPE,
              2,
              "`1` counts what is too much, `2` closes it"),
          time(
              NetworkParameter.DOS_CONNECTION_CONNECT_DEFENSE_TIME_PERIOD,
              "how long its links are refused when it opened them too fast, and up to half as long"
                  + " again"),
          onOrOff(
              NetworkParameter.DOS_STREAM_CREATION_ENABLED,
              "whether circuits that begin too many streams are limited"),
          count(
              NetworkParameter.DOS_STREAM_CREATION_RATE,
              "streams a second that a circuit may begin"),
          count(NetworkParameter.DOS_STREAM_CREATION_BURST, "streams that it may begin at once"),
          type(
              NetworkParameter.DOS_STREAM_CREATION_DEFENSE_TYPE,
              3,
              "`1` counts what is too much, `2` refuses it, `3` closes the circuit"),
          onOrOff(
              NetworkParameter.DOS_BEGIN_DIR_RATE_ENABLED,
              "whether circuits that begin too many directory requests are limited"),
          count(
              NetworkParameter.DOS_BEGIN_DIR_RATE,
              "directory requests a second that a circuit may begin"),
          count(
              NetworkParameter.DOS_BEGIN_DIR_BURST, "directory requests that it may begin at once"),
          type(
              NetworkParameter.DOS_BEGIN_DIR_DEFENSE_TYPE,
              3,
              "`1` counts what is too much, `2` refuses it, `3` closes the circuit"));

  static final List<Option<?>> DECLARED = ALL.stream().<Option<?>>map(Told::option).toList();

  private DefenceOptions() {}

  /** The parameters that the torrc sets, whatever the network says. */
  static Map<NetworkParameter, Integer> read(Torrc torrc) throws CannotStart {
    Map<NetworkParameter, Integer> told = new EnumMap<>(NetworkParameter.class);
    for (Told<?> each : ALL) {
      each.in(torrc).ifPresent(value -> told.put(each.parameter(), value));
    }
    return told;
  }

  private static Told<?> onOrOff(NetworkParameter parameter, String purpose) {
    return new Told<>(
        parameter,
        asTheNetwork(parameter, OptionType.BOOLEAN_OR_AUTO, purpose, "auto"),
        auto -> auto.map(on -> on ? 1 : 0));
  }

  private static Told<?> count(NetworkParameter parameter, String purpose) {
    return new Told<>(
        parameter,
        asTheNetwork(parameter, OptionType.INTEGER, purpose, "0"),
        DefenceOptions::unlessZero);
  }

  private static Told<?> type(NetworkParameter parameter, int most, String purpose) {
    return new Told<>(
        parameter,
        asTheNetwork(parameter, OptionType.SIGNED, purpose, "0")
            .within(new Option.Bounds<>(0, most, Comparator.naturalOrder())),
        DefenceOptions::unlessZero);
  }

  private static Told<?> time(NetworkParameter parameter, String purpose) {
    return new Told<>(
        parameter,
        asTheNetwork(parameter, OptionType.INTERVAL, purpose, "0"),
        time -> unlessZero((int) Math.min(time.toSeconds(), Integer.MAX_VALUE)));
  }

  private static <T> Option<T> asTheNetwork(
      NetworkParameter parameter, OptionType<T> type, String purpose, String none) {
    return Option.of(parameter.word(), type, purpose)
        .otherwise(none)
        .shownAs("as the consensus says");
  }

  private static Optional<Integer> unlessZero(int value) {
    return value == 0 ? Optional.empty() : Optional.of(value);
  }
}
