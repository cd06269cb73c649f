package org.tropea.control.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tropea.control.protocol.Syntax.Form;

/** Reads arguments with keys by the rules of C tor, which are stricter than they look. */
final class ArgumentReader {
  private final String line;
  private final Set<Form> forms;
  private final List<Argument> read = new ArrayList<>();
  private int at;

  private ArgumentReader(String line, Set<Form> forms) {
    this.line = line;
    this.forms = forms;
  }

  /** All arguments of {@code line}; nothing where one of them cannot be read. */
  static Optional<List<Argument>> read(String line, Set<Form> forms) {
    ArgumentReader reader = new ArgumentReader(line, forms);
    return reader.all() ? Optional.of(reader.read) : Optional.empty();
  }

  private boolean all() {
    while (skipSpaces()) {
      if (!one()) {
        return false;
      }
    }
    return forms.contains(Form.QUOTED_PLAINLY) || read.stream().allMatch(this::canBeWritten);
  }

  private boolean skipSpaces() {
    while (at < line.length() && Arguments.isSpace(line.charAt(at))) {
      at++;
    }
    return at < line.length();
  }

  private boolean one() {
    String key = "";
    if (line.charAt(at) != '"') {
      int end = at;
      while (end < line.length()
          && !Arguments.isSpace(line.charAt(end))
          && line.charAt(end) != '=') {
        end++;
      }
      if (end < line.length() && line.charAt(end) == '=') {
        key = line.substring(at, end);
        if (key.isEmpty()) {
          return false;
        }
        at = end + 1;
      } else if (forms.contains(Form.KEY_ALONE)) {
        read.add(new Argument(line.substring(at, end), ""));
        at = end;
        return true;
      } else if (!forms.contains(Form.VALUE_ALONE)) {
        return false;
      }
    } else if (!forms.contains(Form.VALUE_ALONE)) {
      // C tor reads it, and then finds that it cannot write it.
      return false;
    }
    Optional<String> value = at < line.length() && line.charAt(at) == '"' ? quoted() : plain();
    String itsKey = key;
    value.ifPresent(text -> read.add(new Argument(itsKey, text)));
    return value.isPresent();
  }

  private Optional<String> plain() {
    int from = at;
    while (at < line.length() && !Arguments.isSpace(line.charAt(at))) {
      at++;
    }
    return Optional.of(line.substring(from, at));
  }

  private Optional<String> quoted() {
    boolean plainly = forms.contains(Form.QUOTED_PLAINLY);
    if (!plainly && !forms.contains(Form.QUOTED)) {
      return Optional.empty();
    }
    int end = QuotedText.end(line, at);
    if (end < 0) {
      return Optional.empty();
    }
    String within = line.substring(at + 1, end);
    at = end + 1;
    return plainly ? Optional.of(QuotedText.plain(within)) : QuotedText.unescaped(within);
  }

  /** What a controller could not be told in this form it cannot say in it. */
  private boolean canBeWritten(Argument argument) {
    boolean keyless = argument.key().isEmpty();
    return (forms.contains(Form.QUOTED) || !QuotedText.isNeeded(argument.value(), keyless))
        && (keyless || !QuotedText.isNeeded(argument.key(), true));
  }
}
