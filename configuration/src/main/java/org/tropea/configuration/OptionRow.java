package org.tropea.configuration;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the table says of one option, of C tor or of Tropea alone. Immutable.
 *
 * @param name as C tor spells it
 * @param area the title of its table in docs/operating.md, or of one of the {@code NO_} areas
 * @param type a word of {@link OptionType}, {@link #OBSOLETE} or {@link #VIRTUAL}
 * @param traits what else stands in its first line
 * @param initial its value, as a torrc would have it, where it is not given; null for none
 * @param testing the same with TestingTorNetwork 1; null where it does not differ
 * @param bounds "LEAST to MOST", the values that count; null for any of the type
 * @param words what the manual says of it
 */
public record OptionRow(
    String name,
    String area,
    String type,
    Traits traits,
    @Nullable String initial,
    @Nullable String testing,
    @Nullable String bounds,
    Words words) {
  static final String OBSOLETE = "Obsolete";
  static final String VIRTUAL = "Virtual";

  /**
   * How an option is kept.
   *
   * @param fixed whether it cannot change while C tor runs
   * @param unsaved whether it is left out where options are written down
   * @param live whether a new value is taken over while Tropea runs
   * @param ours whether C tor does not know it: what its users compare or abbreviate leaves it out
   * @param family whose lines keep their order among each other; its own name for most
   */
  public record Traits(boolean fixed, boolean unsaved, boolean live, boolean ours, String family) {}

  /**
   * What the manual says, in Markdown; each null where it says nothing.
   *
   * @param purpose what it sets here
   * @param initial its default in words
   * @param loss what is done against the user's will, as the option has no effect yet
   * @param deprecation why C tor advises against it
   */
  public record Words(
      @Nullable String purpose,
      @Nullable String initial,
      @Nullable String loss,
      @Nullable String deprecation) {}

  /** Whether C tor skips it, with a warning. */
  public boolean isObsolete() {
    return type.equals(OBSOLETE);
  }

  /** Whether it stands for the lines of a family, and cannot be set. */
  public boolean isVirtual() {
    return type.equals(VIRTUAL);
  }

  /** Whether a line may set it. */
  public boolean isSettable() {
    return !isObsolete() && !isVirtual();
  }

  /** Whether a torrc for C tor may have it. */
  public boolean isOfCTor() {
    return isSettable() && !traits.ours();
  }

  /** Whether several lines add up rather than the last taking the place of the others. */
  public boolean repeats() {
    return isSettable() && valueType().repeats();
  }

  /** Whether the values of several lines become one, with commas between them. */
  public boolean joins() {
    return type.equals(OptionType.RELAYS.word());
  }

  /** Whether something comes of it here, or the start ends. */
  public boolean hasEffect() {
    return words.purpose() != null || words.loss() != null;
  }

  /** How its values are read and written; only of what can be set. */
  public OptionType<?> valueType() {
    return OptionType.named(type);
  }

  /** The bound that counts in the place of the value of {@code line}; nothing where that does. */
  public Optional<String> outOfBounds(TorrcLine line) throws OptionException {
    return bounds == null ? Optional.empty() : valueType().bound(line, bounds);
  }

  /** The name as options are compared. */
  String folded() {
    return name.toLowerCase(Locale.ROOT);
  }

  /** Its value where none is given, as a torrc would have it; null for none. */
  @Nullable String initial(boolean testingNetwork) {
    return testingNetwork && testing != null ? testing : initial;
  }

  /** What the manual says of the default. */
  public String shownDefault() {
    if (words.initial() != null) {
      return words.initial();
    }
    if (initial == null) {
      return "none";
    }
    return testing == null ? initial : initial + "; " + testing;
  }

  /** What the manual says of it. */
  public String shownPurpose() {
    return words.loss() == null
        ? String.valueOf(words.purpose())
        : "without it, Tropea " + words.loss();
  }
}
