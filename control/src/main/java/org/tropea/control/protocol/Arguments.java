package org.tropea.control.protocol;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What follows a command. Immutable.
 *
 * @param command its name, as it was written
 * @param words those that have no keys
 * @param keyed those that follow them
 * @param line all of it, as it came
 * @param body what came behind the line; null where nothing does
 */
public record Arguments(
    String command, List<String> words, List<Argument> keyed, String line, @Nullable String body) {
  /** Keeps its own copies. */
  public Arguments {
    words = List.copyOf(words);
    keyed = List.copyOf(keyed);
  }

  /** The value of the first argument of this key, in any case. */
  public Optional<String> value(String key) {
    return keyed.stream()
        .filter(each -> each.key().equalsIgnoreCase(key))
        .findFirst()
        .map(Argument::value);
  }

  /** Whether the key stands there without a value. */
  public boolean hasFlag(String key) {
    return value(key).filter(String::isEmpty).isPresent();
  }

  /** What came behind the line. */
  public String text() {
    return body == null ? "" : body;
  }

  /** What C calls a space. */
  static boolean isSpace(char each) {
    return each == ' ' || (each >= '\t' && each <= '\r');
  }

  /** Prints nothing: it may hold passwords and keys. */
  @Override
  public String toString() {
    return "Arguments";
  }
}
