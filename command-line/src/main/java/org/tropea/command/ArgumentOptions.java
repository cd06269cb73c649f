package org.tropea.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.TorrcLine;

/** The options of the torrc among the arguments of the command. */
final class ArgumentOptions {
  private ArgumentOptions() {}

  /**
   * The options among {@code arguments}: {@code --Key value}, {@code --+Key value}, {@code --/Key}.
   */
  static List<TorrcLine> read(List<String> arguments) throws OptionException {
    List<TorrcLine> lines = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      Optional<String> meant = MeantWords.of(argument);
      if (meant.isPresent()) {
        throw new OptionException(
            "command line: '" + argument + "' is no option of the torrc; write " + meant.get());
      }
      String key = argument.replaceFirst("^--?", "");
      boolean hasValue = !key.startsWith("/");
      if (hasValue && i + 1 == arguments.size()) {
        throw new OptionException(
            "command line: option '" + key + "' has no value; write --" + key + " VALUE");
      }
      lines.add(TorrcLine.ofArgument(key, hasValue ? arguments.get(++i) : ""));
    }
    return lines;
  }
}
