package org.tropea.configuration;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads the scalar values of options, with C tor's units and limits. */
public final class OptionValue {
  private static final BigDecimal MAX_BYTES = BigDecimal.valueOf(Long.MAX_VALUE);
  private static final BigDecimal MAX_INTERVAL = BigDecimal.valueOf(Integer.MAX_VALUE);

  private static final Map<String, Long> TIME =
      units(
          new String[][] {
            {"", "second", "seconds"},
            {"minute", "minutes"},
            {"hour", "hours"},
            {"day", "days"},
            {"week", "weeks"},
            {"month", "months"}
          },
          new long[] {1, 60, 3600, 86_400, 604_800, 2_629_728});

  private static final Map<String, Long> MILLIS = millis();

  private static final Map<String, Long> BYTES =
      units(
          new String[][] {
            {"", "b", "byte", "bytes"},
            {"kb", "kbyte", "kbytes", "kilobyte", "kilobytes"},
            {"m", "mb", "mbyte", "mbytes", "megabyte", "megabytes"},
            {"gb", "gbyte", "gbytes", "gigabyte", "gigabytes"},
            {"tb", "tbyte", "tbytes", "terabyte", "terabytes"},
            {"kbit", "kbits", "kilobit", "kilobits"},
            {"mbit", "mbits", "megabit", "megabits"},
            {"gbit", "gbits", "gigabit", "gigabits"},
            {"tbit", "tbits", "terabit", "terabits"}
          },
          new long[] {
            1, 1L << 10, 1L << 20, 1L << 30, 1L << 40, 1 << 7, 1 << 17, 1 << 27, 1L << 37
          });

  private OptionValue() {}

  /** 0 or 1. */
  static boolean bool(TorrcLine line) throws OptionException {
    if (!line.value().equals("0") && !line.value().equals("1")) {
      throw line.refused(line.key() + " is neither 0 nor 1; write one of them");
    }
    return line.value().equals("1");
  }

  /** A length of time, in seconds where no unit stands. */
  static Duration interval(TorrcLine line) throws OptionException {
    return Duration.ofSeconds(quantity(line, TIME, MAX_INTERVAL));
  }

  /** A length of time, in milliseconds where no unit stands. */
  static Duration milliseconds(TorrcLine line) throws OptionException {
    return Duration.ofMillis(quantity(line, MILLIS, MAX_INTERVAL));
  }

  /** An amount of bytes; KB is 1,024 of them. */
  static long bytes(TorrcLine line) throws OptionException {
    return quantity(line, BYTES, MAX_BYTES);
  }

  /** A decimal number. */
  static double decimal(TorrcLine line) throws OptionException {
    return number(line, line.value()).doubleValue();
  }

  /** The first of a list of lengths of time; C tor reads no others. */
  static Duration firstInterval(TorrcLine line) throws OptionException {
    String first = line.value().split(",", 2)[0];
    return interval(new TorrcLine(line.source(), line.mode(), line.key(), first));
  }

  /** Words with commas between them; blank space around them is not theirs, and empty ones go. */
  public static List<String> commaList(String value) {
    return Stream.of(value.split(",", -1)).map(String::strip).filter(w -> !w.isEmpty()).toList();
  }

  /** A whole number of 64 bits. */
  static BigInteger unsigned(TorrcLine line) throws OptionException {
    String digits = line.value();
    if (!digits.matches("-?\\d{1,20}")) {
      throw line.refused(line.key() + " is not a whole number of 64 bits; write one");
    }
    // As C has it, -1 is the largest of them.
    BigInteger value = new BigInteger(digits);
    value = value.signum() < 0 ? value.add(BigInteger.ONE.shiftLeft(64)) : value;
    if (value.signum() < 0 || value.bitLength() > 64) {
      throw line.refused(line.key() + " is not a whole number of 64 bits; write one");
    }
    return value;
  }

  /** A whole number of 32 bits, {@code least} or more. */
  static int integer(TorrcLine line, int least) throws OptionException {
    try {
      int value = Integer.parseInt(line.value());
      if (value < least) {
        throw line.refused(line.key() + " is below " + least + "; write a larger number");
      }
      return value;
    } catch (NumberFormatException e) {
      throw line.refused(line.key() + " is not a whole number of 32 bits; write one");
    }
  }

  private static long quantity(TorrcLine line, Map<String, Long> units, BigDecimal most)
      throws OptionException {
    String value = line.value();
    int end = 0;
    while (end < value.length() && "0123456789.+-".indexOf(value.charAt(end)) >= 0) {
      end++;
    }
    Long unit = units.get(value.substring(end).strip().toLowerCase(Locale.ROOT));
    if (unit == null) {
      List<String> names = units.keySet().stream().filter(name -> !name.isEmpty()).toList();
      throw line.refused(line.key() + " has an unknown unit; write a number and one of " + names);
    }
    BigDecimal amount = number(line, value.substring(0, end)).multiply(BigDecimal.valueOf(unit));
    if (amount.signum() < 0 || amount.compareTo(most) > 0) {
      throw line.refused(line.key() + " is below zero or too large; write a smaller amount");
    }
    return amount.longValue();
  }

  private static BigDecimal number(TorrcLine line, String digits) throws OptionException {
    try {
      if (digits.length() <= 40) {
        return new BigDecimal(digits);
      }
    } catch (NumberFormatException e) {
      // Refused below.
    }
    throw line.refused(line.key() + " does not begin with a number; write one, such as 10");
  }

  private static Map<String, Long> units(String[][] names, long[] sizes) {
    Map<String, Long> units = new TreeMap<>();
    for (int i = 0; i < sizes.length; i++) {
      for (String name : names[i]) {
        units.put(name, sizes[i]);
      }
    }
    return Map.copyOf(units);
  }

  private static Map<String, Long> millis() {
    Map<String, Long> units = new TreeMap<>();
    TIME.forEach((name, seconds) -> units.put(name, seconds * 1000));
    for (String name : new String[] {"", "msec", "millisecond", "milliseconds"}) {
      units.put(name, 1L);
    }
    return Map.copyOf(units);
  }
}
