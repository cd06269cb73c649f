package org.tropea.client.guard;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What is counted of the circuits by one guard (path-spec 7). Counts are scaled down in time, so
 * that they are no whole numbers.
 */
enum BiasCount {
  /** Circuits that streams were given to. */
  USE_ATTEMPTS("use_attempts"),
  /** Of these, those that carried one. */
  USE_SUCCESSES("use_successes"),
  /** Circuits that came as far as their second relay. */
  CIRCUIT_ATTEMPTS("circ_attempts"),
  /** Of these, those that were built. */
  CIRCUIT_SUCCESSES("circ_successes"),
  /** Of these, those that no relay ended before they were used. */
  CLOSED_WELL("successful_circuits_closed"),
  /** Circuits that were ended by a relay before anybody used them. */
  COLLAPSED("collapsed_circuits"),
  /** Circuits that were used, and carried nothing. */
  UNUSABLE("unusable_circuits"),
  /** Circuits that took too long to be built. */
  TIMEOUTS("timeouts");

  private static final String PREFIX = "pb_";
  private static final double LEAST_WRITTEN = 1.0e-6;
  private static final double MOST = 1e9;

  private final String key;

  BiasCount(String key) {
    this.key = PREFIX + key;
  }

  /** Nothing was counted. */
  static Map<BiasCount, Double> none() {
    Map<BiasCount, Double> counts = new EnumMap<>(BiasCount.class);
    for (BiasCount each : values()) {
      counts.put(each, 0.0);
    }
    return counts;
  }

  /**
   * Takes the words of a {@code Guard} line that are counts out of {@code words}; one that makes no
   * sense is as if it were not there, as in C tor.
   */
  static Map<BiasCount, Double> take(List<String> words) {
    Map<BiasCount, Double> counts = none();
    for (BiasCount each : values()) {
      String start = each.key + "=";
      for (String word : List.copyOf(words)) {
        if (word.startsWith(start)) {
          words.remove(word);
          counts.put(each, number(word.substring(start.length())));
          break;
        }
      }
    }
    return counts;
  }

  private static double number(String text) {
    try {
      double value = text.matches("[0-9.]{1,20}") ? Double.parseDouble(text) : 0;
      return value <= MOST ? value : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** The words of a {@code Guard} line, in C tor's order and form. */
  static List<String> words(Map<BiasCount, Double> counts) {
    List<String> words = new ArrayList<>();
    for (BiasCount each : values()) {
      double value = counts.getOrDefault(each, 0.0);
      if (value >= LEAST_WRITTEN) {
        words.add(each.key + "=" + String.format(Locale.ROOT, "%f", value));
      }
    }
    return words;
  }
}
