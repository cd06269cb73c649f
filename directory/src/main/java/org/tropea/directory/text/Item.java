package org.tropea.directory.text;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;

/**
 * A keyword line with its arguments, and its object where it has one (dir-spec 1.2).
 *
 * @param text all that follows the keyword on its line, without the space around it
 */
public record Item(String keyword, String text, @Nullable TextObject object, Place place) {
  private static final int MAX_ARGUMENTS = 512;
  private static final int LONGEST_NAMED = 40;

  /** The arguments, at most 512 of them. */
  public List<String> arguments() throws DecodeException {
    List<String> arguments = words(text);
    if (arguments.size() > MAX_ARGUMENTS) {
      throw bad("has too many arguments");
    }
    return arguments;
  }

  /** All words of the line's text, however many. */
  public List<String> words() {
    return words(text);
  }

  /** The argument of this index, from 0. */
  public String argument(int index) throws DecodeException {
    List<String> arguments = arguments();
    if (index >= arguments.size()) {
      throw bad("has too few arguments");
    }
    return arguments.get(index);
  }

  /** The object, which must be there and have this tag. */
  public byte[] object(String tag) throws DecodeException {
    if (object == null || !object.tag().equals(tag)) {
      throw bad("needs an object " + tag);
    }
    return object.body().toByteArray();
  }

  /** The arguments {@code index} and the next, as {@code YYYY-MM-DD HH:MM:SS} in UTC. */
  public Instant time(int index) throws DecodeException {
    try {
      return IsoTime.read(argument(index), argument(index + 1));
    } catch (DecodeException e) {
      throw bad("has no valid time");
    }
  }

  /** A decimal argument within bounds. */
  public long number(int index, long min, long max) throws DecodeException {
    return number(argument(index), min, max);
  }

  /**
   * A decimal number that stands on this line, within bounds. A sign and leading zeros may stand in
   * front of it, as C's {@code strtol} takes them.
   */
  public long number(String digits, long min, long max) throws DecodeException {
    int start = digits.startsWith("-") || digits.startsWith("+") ? 1 : 0;
    for (int i = start; i < digits.length(); i++) {
      if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
        throw bad("has no valid number");
      }
    }
    if (digits.length() == start) {
      throw bad("has no valid number");
    }
    long value;
    try {
      value = Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw bad("has a number out of range");
    }
    if (value < min || value > max) {
      throw bad("has a number out of range");
    }
    return value;
  }

  /** What to throw when this item is wrong: names its keyword and line, never its contents. */
  public DecodeException bad(String what) {
    return new DecodeException(describe(keyword, place.line()) + " " + what);
  }

  static String describe(String keyword, int line) {
    String name = keyword.length() > LONGEST_NAMED ? "an overlong keyword" : keyword;
    return "line " + line + ": " + name;
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    int start = -1;
    for (int i = 0; i <= text.length(); i++) {
      boolean space = i == text.length() || text.charAt(i) == ' ' || text.charAt(i) == '\t';
      if (space && start >= 0) {
        words.add(text.substring(start, i));
        start = -1;
      } else if (!space && start < 0) {
        start = i;
      }
    }
    return words;
  }
}
