package org.tropea.configuration;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An option that is read as values of {@code T}: what {@link Torrc} is asked by. Its default and
 * its words are in the {@link OptionTable}. Immutable.
 *
 * @param initial its value, as a torrc would have it, where it is not given; null for none
 * @param testing the same with TestingTorNetwork 1; null where it does not differ
 */
public record Option<T>(
    OptionRow row, OptionType<T> type, @Nullable String initial, @Nullable String testing) {
  private static final String DEFAULT = "default";

  /** The option of that name; a name or type that the table lacks is a bug. */
  public static <T> Option<T> of(String name, OptionType<T> type) {
    OptionRow row =
        OptionTable.ofCTor()
            .row(name)
            .orElseThrow(() -> new IllegalStateException("options.txt has no option " + name));
    if (!row.type().equals(type.word())) {
      throw new IllegalStateException(name + " is of the type " + row.type());
    }
    return new Option<>(row, type, row.initial(), row.testing());
  }

  /** With Tropea's own default, where C tor has none that a torrc can express. */
  public Option<T> otherwise(String value) {
    return new Option<>(row, type, value, null);
  }

  /** The name as C tor spells it. */
  public String name() {
    return row.name();
  }

  /** The value where the torrc gives none; nothing where there is no default. */
  public Optional<T> ofDefault(boolean testingNetwork) {
    String text = testingNetwork && testing != null ? testing : initial;
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(type.read(new TorrcLine(DEFAULT, TorrcLine.Mode.SET, name(), text)));
    } catch (OptionException e) {
      throw new IllegalStateException("the default of " + name() + " cannot be read", e);
    }
  }

  /** The value of {@code line}, within bounds. */
  public T of(TorrcLine line) throws OptionException {
    return row.bounds() == null ? type.read(line) : type.kept(type.read(line), row.bounds());
  }
}
