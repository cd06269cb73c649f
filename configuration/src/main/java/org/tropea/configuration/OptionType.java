package org.tropea.configuration;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the values of an option are. Immutable.
 *
 * @param word in the table
 * @param repeats whether several lines add up rather than the last taking the place of the others
 * @param zero the value where a line says that there is none; null for no value
 * @param writer a value in the one way in which C tor writes it down
 */
public record OptionType<T>(
    String word, boolean repeats, Reader<T> reader, @Nullable T zero, Function<T, String> writer) {
  /** Reads one value. */
  public interface Reader<T> {
    /** The value of {@code line}; one that is none is refused. */
    T read(TorrcLine line) throws OptionException;
  }

  /** 0 or 1. */
  public static final OptionType<Boolean> BOOLEAN =
      once("Boolean", OptionValue::bool, false, OptionType::digit);

  /** Empty where the value is {@code auto}. */
  public static final OptionType<Optional<Boolean>> BOOLEAN_OR_AUTO =
      once(
          "Boolean+Auto",
          line ->
              line.value().equalsIgnoreCase("auto")
                  ? Optional.empty()
                  : Optional.of(OptionValue.bool(line)),
          Optional.of(false),
          value -> value.map(OptionType::digit).orElse("auto"));

  /** A length of time, in seconds where no unit stands. */
  public static final OptionType<Duration> INTERVAL =
      once("TimeInterval", OptionValue::interval, Duration.ZERO, OptionType::seconds);

  /** A length of time, in milliseconds where no unit stands. */
  public static final OptionType<Duration> MILLISECONDS =
      once(
          "TimeMsecInterval",
          OptionValue::milliseconds,
          Duration.ZERO,
          time -> Long.toString(time.toMillis()));

  /** The first of a list of lengths of time; C tor reads no others. */
  public static final OptionType<Duration> INTERVALS =
      once("TimeIntervals", OptionValue::firstInterval, Duration.ZERO, OptionType::seconds);

  /** An amount of bytes; KB is 1,024 of them. */
  public static final OptionType<Long> BYTES =
      once("DataSize", OptionValue::bytes, 0L, String::valueOf);

  /** A number with a decimal point. */
  public static final OptionType<Double> DECIMAL =
      once("Float", OptionValue::decimal, 0.0, value -> String.format(Locale.ROOT, "%f", value));

  /** A whole number from 0 to 2,147,483,647. */
  public static final OptionType<Integer> INTEGER =
      once("Integer", line -> OptionValue.integer(line, 0), 0, String::valueOf);

  /** A whole number of 32 bits. */
  public static final OptionType<Integer> SIGNED =
      once(
          "SignedInteger",
          line -> OptionValue.integer(line, Integer.MIN_VALUE),
          0,
          String::valueOf);

  /** A whole number of 64 bits, 0 or more. */
  public static final OptionType<BigInteger> UNSIGNED =
      once("Unsigned", OptionValue::unsigned, BigInteger.ZERO, String::valueOf);

  /** Words with commas between them. */
  public static final OptionType<List<String>> COMMA_LIST =
      once(
          "CommaList",
          line -> OptionValue.commaList(line.value()),
          List.of(),
          words -> String.join(",", words));

  /** Any text. */
  public static final OptionType<String> STRING = text("String");

  /** A path. */
  public static final OptionType<String> FILENAME = text("Filename");

  /** A set of relays. */
  public static final OptionType<String> RELAYS =
      new OptionType<>(
          "RouterList",
          false,
          TorrcLine::value,
          null,
          value -> String.join(",", OptionValue.commaList(value)));

  /** Lines, each a value. */
  public static final OptionType<TorrcLine> LINES = lines("LineList");

  /** As a list of lines, in an order of its own among options of other names. */
  public static final OptionType<TorrcLine> DEPENDENT = lines("Dependent");

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
  public T read(TorrcLine line) throws OptionException {
    return reader.read(line);
  }

  /** The value of {@code line}, in the one way in which C tor writes it down. */
  String written(TorrcLine line) throws OptionException {
    return writer.apply(reader.read(line));
  }

  /** What {@link #written} says where there is no value. */
  Optional<String> writtenZero() {
    return Optional.ofNullable(zero).map(writer);
  }

  /** The word of GETINFO config/names. */
  public String publicWord() {
    return switch (word) {
      case "Unsigned" -> "Integer";
      case "TimeIntervals" -> "TimeInterval";
      default -> word;
    };
  }

  /** The value, or the nearer of the bounds "LEAST to MOST". */
  T kept(T value, String bounds) {
    if (value instanceof Double number && number < 0) {
      return value;
    }
    String[] ends = bounds.split(" to ", 2);
    T least = bound(ends[0]);
    T most = bound(ends[1]);
    if (order(value, least) < 0) {
      return least;
    }
    return order(value, most) > 0 ? most : value;
  }

  /** The bound that counts in the place of the value of {@code line}, in words. */
  Optional<String> bound(TorrcLine line, String bounds) throws OptionException {
    T value = reader.read(line);
    T kept = kept(value, bounds);
    return kept.equals(value) ? Optional.empty() : Optional.of(shown(kept));
  }

  private static String shown(Object value) {
    return value instanceof Duration time ? time.toSeconds() + " seconds" : value.toString();
  }

  private T bound(String text) {
    try {
      return reader.read(new TorrcLine("bounds", TorrcLine.Mode.SET, word, text));
    } catch (OptionException e) {
      throw new IllegalStateException("a bound cannot be read", e);
    }
  }

  @SuppressWarnings("unchecked") // Times and numbers are compared with their own kind.
  private static <T> int order(T one, T other) {
    return ((Comparable<Object>) one).compareTo(other);
  }

  private static <T> OptionType<T> once(
      String word, Reader<T> reader, T zero, Function<T, String> writer) {
    return new OptionType<>(word, false, reader, zero, writer);
  }

  private static OptionType<String> text(String word) {
    return new OptionType<>(word, false, TorrcLine::value, null, value -> value);
  }

  private static OptionType<TorrcLine> lines(String word) {
    return new OptionType<>(word, true, line -> line, null, TorrcLine::value);
  }

  private static String digit(boolean value) {
    return value ? "1" : "0";
  }

  private static String seconds(Duration time) {
    return Long.toString(time.toSeconds());
  }
}
