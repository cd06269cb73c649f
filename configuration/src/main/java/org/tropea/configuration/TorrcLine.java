package org.tropea.configuration;

import java.util.Locale;

/**
 * One option as it was given: {@code key} as written, {@code value} unquoted, {@code source} the
 * place ("FILE:LINE" or "command line") that every complaint about it names.
 */
public record TorrcLine(String source, Mode mode, String key, String value) {
  /** What a line does to the values that a place of lower priority gave. */
  public enum Mode {
    /** Takes their place. */
    SET,
    /** Written {@code +Key}: comes after them. */
    APPEND,
    /** Written {@code /Key}: leaves none. */
    CLEAR
  }

  /** The line of an entry whose key may carry the {@code +} or {@code /} flag. */
  public static TorrcLine of(String source, String flaggedKey, String value) {
    if (flaggedKey.startsWith("+")) {
      return new TorrcLine(source, Mode.APPEND, flaggedKey.substring(1), value);
    }
    if (flaggedKey.startsWith("/")) {
      return new TorrcLine(source, Mode.CLEAR, flaggedKey.substring(1), "");
    }
    return new TorrcLine(source, Mode.SET, flaggedKey, value);
  }

  /** The same of an argument, where some options have names of their own. */
  public static TorrcLine ofArgument(String flaggedKey, String value) {
    TorrcLine line = of("command line", flaggedKey, value);
    return line.named(OptionTable.ofCTor().full(line.key(), true));
  }

  /** The key as options are compared: in lower case. */
  public String foldedKey() {
    return key.toLowerCase(Locale.ROOT);
  }

  /** The same line under the option's full name. */
  TorrcLine named(String name) {
    return new TorrcLine(source, mode, name, value);
  }

  /** The same line with the values of {@code before} in front of its own. */
  TorrcLine behind(TorrcLine before) {
    return new TorrcLine(source, mode, key, before.value + "," + value);
  }

  /** The refusal of this line because of {@code problem}, which also says what to do. */
  public OptionException refused(String problem) {
    return new OptionException(source + ": " + problem);
  }
}
