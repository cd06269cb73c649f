package org.tropea.command;

import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One option of the torrc that has an effect, declared once: readers, warnings and the tables of
 * docs/operating.md come from the declaration. Immutable.
 *
 * @param name as C tor spells it
 * @param initial its value, as the torrc would have it, where it is not given; null for none
 * @param testing the same with TestingTorNetwork 1; null where it does not differ
 * @param bounds within which its value is kept; null for any value of the type
 * @param reloadable whether SIGHUP takes a new value over while the node runs
 * @param shown what the manual says of its default; null where that is {@code initial}
 * @param purpose what it is for, as the manual says it (Markdown)
 * @param loss whom it exposes that the option has no effect yet: any value but the default then
 *     ends the start; null for an option that has its effect
 */
record Option<T>(
    String name,
    OptionType<T> type,
    @Nullable String initial,
    @Nullable String testing,
    @Nullable Bounds<T> bounds,
    boolean reloadable,
    @Nullable String shown,
    String purpose,
    @Nullable String loss) {
  private static final String DEFAULT = "default";

  /** The least and the most that an option may have; what is outside counts as the nearer one. */
  record Bounds<T>(T least, T most, Comparator<T> order) {
    T kept(T value) {
      if (order.compare(value, least) < 0) {
        return least;
      }
      return order.compare(value, most) > 0 ? most : value;
    }
  }

  /** An option without a default. */
  static <T> Option<T> of(String name, OptionType<T> type, String purpose) {
    return new Option<>(name, type, null, null, null, false, null, purpose, null);
  }

  /** With this default. */
  Option<T> otherwise(String value) {
    return new Option<>(name, type, value, testing, bounds, reloadable, shown, purpose, loss);
  }

  /** With another default where TestingTorNetwork is 1. */
  Option<T> inTests(String value) {
    return new Option<>(name, type, initial, value, bounds, reloadable, shown, purpose, loss);
  }

  /** With a default that the manual puts into words. */
  Option<T> shownAs(String words) {
    return new Option<>(name, type, initial, testing, bounds, reloadable, words, purpose, loss);
  }

  /** With a new value taken over on SIGHUP. */
  Option<T> taken() {
    return new Option<>(name, type, initial, testing, bounds, true, shown, purpose, loss);
  }

  /**
   * Without effect yet: {@code what} this node would do that a user who sets the option does not
   * want done.
   */
  Option<T> exposing(String what) {
    return new Option<>(name, type, initial, testing, bounds, reloadable, shown, purpose, what);
  }

  /** Refuses {@code line} where this option has no effect and the lack of it exposes somebody. */
  void refuseLoss(TorrcLine line, boolean testingNetwork) throws CannotStart {
    if (loss != null && !ofDefault(testingNetwork).equals(Optional.of(of(line)))) {
      throw line.refused(
          name
              + " does not work yet, and without it Tropea "
              + loss
              + "; it does not start so, remove the line if that is what you want");
    }
  }

  /** Kept within bounds. */
  Option<T> within(Bounds<T> limits) {
    return new Option<>(name, type, initial, testing, limits, reloadable, shown, purpose, loss);
  }

  /** The value where the torrc gives none; nothing where there is no default. */
  Optional<T> ofDefault(boolean testingNetwork) {
    String text = testingNetwork && testing != null ? testing : initial;
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(type.read(new TorrcLine(DEFAULT, TorrcLine.Mode.SET, name, text)));
    } catch (CannotStart e) {
      throw new IllegalStateException("the default of " + name + " cannot be read", e);
    }
  }

  /** The value of {@code line}, within bounds. */
  T of(TorrcLine line) throws CannotStart {
    T value = type.read(line);
    return bounds == null ? value : bounds.kept(value);
  }

  /** What the log says of a value that is not within bounds. */
  String outOfBounds(TorrcLine line) throws CannotStart {
    return name + " is out of bounds; " + shown(of(line)) + " counts";
  }

  private static String shown(Object value) {
    return value instanceof Duration time ? time.toSeconds() + " seconds" : value.toString();
  }

  /** What the manual says of the default. */
  String shownDefault() {
    if (shown != null) {
      return shown;
    }
    if (initial == null) {
      return "none";
    }
    return testing == null ? initial : initial + "; " + testing;
  }
}
