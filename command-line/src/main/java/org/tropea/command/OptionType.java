package org.tropea.command;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the values of an option are, by the words of C tor's GETINFO config/names. Immutable.
 *
 * @param word C tor's
 * @param repeats whether several lines add up rather than the last taking the place of the others
 */
record OptionType<T>(String word, boolean repeats, Reader<T> reader) {
  /** Reads one value. */
  interface Reader<T> {
    T read(TorrcLine line) throws CannotStart;
  }

  static final OptionType<Boolean> BOOLEAN = once("Boolean", OptionValue::bool);

  /** Empty where the value is {@code auto}. */
  static final OptionType<Optional<Boolean>> BOOLEAN_OR_AUTO =
      once(
          "Boolean+Auto",
          line ->
              line.value().equalsIgnoreCase("auto")
                  ? Optional.empty()
                  : Optional.of(OptionValue.bool(line)));

  static final OptionType<Duration> INTERVAL = once("TimeInterval", OptionValue::interval);
  static final OptionType<Duration> MILLISECONDS =
      once("TimeMsecInterval", OptionValue::milliseconds);
  static final OptionType<Duration> INTERVALS = once("TimeIntervals", OptionValue::firstInterval);
  static final OptionType<Long> BYTES = once("DataSize", OptionValue::bytes);
  static final OptionType<Double> DECIMAL = once("Float", OptionValue::decimal);
  static final OptionType<Integer> INTEGER = once("Integer", line -> OptionValue.integer(line, 0));
  static final OptionType<Integer> SIGNED =
      once("SignedInteger", line -> OptionValue.integer(line, Integer.MIN_VALUE));
  static final OptionType<BigInteger> UNSIGNED = once("Unsigned", OptionValue::unsigned);
  static final OptionType<List<String>> COMMA_LIST =
      once("CommaList", line -> OptionValue.commaList(line.value()));
  static final OptionType<String> STRING = once("String", TorrcLine::value);
  static final OptionType<String> FILENAME = once("Filename", TorrcLine::value);
  static final OptionType<String> RELAYS = once("RouterList", TorrcLine::value);
  static final OptionType<TorrcLine> LINES = new OptionType<>("LineList", true, line -> line);

  /** As a list of lines, in an order of its own among options of other names. */
  static final OptionType<TorrcLine> DEPENDENT = new OptionType<>("Dependent", true, line -> line);

  private static final Map<String, OptionType<?>> BY_WORD =
      Stream.of(
              BOOLEAN,
              BOOLEAN_OR_AUTO,
              INTERVAL,
              MILLISECONDS,
              INTERVALS,
              BYTES,
              DECIMAL,
              INTEGER,
              SIGNED,
              UNSIGNED,
              COMMA_LIST,
              STRING,
              FILENAME,
              RELAYS,
              LINES,
              DEPENDENT)
          .collect(Collectors.toUnmodifiableMap(OptionType::word, Function.identity()));

  /** The type of that word. */
  static OptionType<?> named(String word) {
    OptionType<?> type = BY_WORD.get(word);
    if (type == null) {
      throw new IllegalStateException("there is no type " + word);
    }
    return type;
  }

  /** The value of {@code line}; one that this type has not is refused. */
  T read(TorrcLine line) throws CannotStart {
    return reader.read(line);
  }

  private static <T> OptionType<T> once(String word, Reader<T> reader) {
    return new OptionType<>(word, false, reader);
  }
}
