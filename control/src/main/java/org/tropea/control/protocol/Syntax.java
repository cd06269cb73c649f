package org.tropea.control.protocol;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a command may be followed by, as in C tor's tables: so many words, then arguments with keys.
 * Immutable.
 *
 * @param least words that there must be
 * @param most words that there may be
 * @param keywords whether arguments with keys may follow
 * @param forms how these may be written
 * @param allowed the only keys, in any case; empty for any
 * @param body whether a body follows
 */
public record Syntax(
    int least, int most, boolean keywords, Set<Form> forms, Set<String> allowed, boolean body) {
  /** How arguments with keys may be written, besides {@code KEY=VALUE}. */
  public enum Form {
    /** A value alone. */
    VALUE_ALONE,
    /** A key alone. */
    KEY_ALONE,
    /** A value in quotes, with the escapes of C. */
    QUOTED,
    /** A value in quotes, where a backslash stands before what it hides. */
    QUOTED_PLAINLY
  }

  /** Keeps its own copies. */
  public Syntax {
    forms = forms.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(forms));
    Set<String> folded = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    folded.addAll(allowed);
    allowed = folded;
  }

  /** So many words and nothing else. */
  public static Syntax words(int least, int most) {
    return new Syntax(least, most, false, Set.of(), Set.of(), false);
  }

  /** Any number of words. */
  public static Syntax anyWords(int least) {
    return words(least, Integer.MAX_VALUE);
  }

  /** So many words, then arguments with keys. */
  public static Syntax keyed(int least, int most, Form... forms) {
    return new Syntax(least, most, true, Set.of(forms), Set.of(), false);
  }

  /** With none but these keys. */
  public Syntax only(String... keys) {
    return new Syntax(least, most, keywords, forms, Set.of(keys), body);
  }

  /** With a body. */
  public Syntax withBody() {
    return new Syntax(least, most, keywords, forms, allowed, true);
  }

  /**
   * Reads the arguments of {@code command}.
   *
   * @throws CommandException 512, in C tor's words
   */
  public Arguments read(Command command) throws CommandException {
    String text = command.body();
    if (body && (text == null || text.isEmpty())) {
      throw bad(command, "Empty body");
    }
    List<String> words = split(command.line());
    if (words.size() < least) {
      throw bad(command, "Need at least " + least + " argument(s)");
    }
    if (words.size() <= most) {
      return new Arguments(command.name(), words, List.of(), command.line(), text);
    }
    if (!keywords) {
      throw bad(command, "Cannot accept more than " + most + " argument(s)");
    }
    String rest = words.remove(words.size() - 1);
    List<Argument> keyed =
        ArgumentReader.read(rest, forms)
            .orElseThrow(() -> bad(command, "Cannot parse keyword argument(s)"));
    for (Argument each : keyed) {
      if (!allowed.isEmpty() && !allowed.contains(each.key())) {
        throw bad(command, "Unrecognized keyword argument " + QuotedText.of(each.key()));
      }
    }
    return new Arguments(command.name(), words, keyed, command.line(), text);
  }

  /** At most one more than {@code most}: all the rest. */
  private List<String> split(String line) {
    List<String> words = new ArrayList<>();
    String rest = line.strip();
    while (!rest.isEmpty()) {
      int space = words.size() == most ? -1 : rest.indexOf(' ');
      words.add(space < 0 ? rest : rest.substring(0, space).strip());
      rest = space < 0 ? "" : rest.substring(space + 1).strip();
    }
    return words;
  }

  private static CommandException bad(Command command, String why) {
    return new CommandException(512, "Bad arguments to " + command.name() + ": " + why);
  }
}
