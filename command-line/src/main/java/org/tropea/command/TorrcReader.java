package org.tropea.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads torrc files, with what they {@code %include}, and the options among the arguments.
 *
 * <p>An include names one file, relative to the working directory as in C tor; patterns and folders
 * are refused.
 */
final class TorrcReader {
  private static final int MAX_DEPTH = 31;

  /** The name of a torrc that is standard input. */
  static final String STANDARD_INPUT = "-";

  private TorrcReader() {}

  /**
   * The lines of {@code file} ("-": of standard input) in order, those of included files in the
   * place of their include.
   */
  static List<TorrcLine> file(String file) throws CannotStart {
    List<TorrcLine> lines = new ArrayList<>();
    for (TorrcLine line : TorrcLexer.lines(file, bytes(file, "-f"))) {
      add(line, lines, 1);
    }
    return lines;
  }

  /**
   * The options among {@code arguments}: {@code --Key value}, {@code --+Key value}, {@code --/Key}.
   */
  static List<TorrcLine> arguments(List<String> arguments) throws CannotStart {
    List<TorrcLine> lines = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      Optional<String> meant = MeantWords.of(argument);
      if (meant.isPresent()) {
        throw new CannotStart(
            "command line: '" + argument + "' is no option of the torrc; write " + meant.get());
      }
      String key = argument.replaceFirst("^--?", "");
      boolean hasValue = !key.startsWith("/");
      if (hasValue && i + 1 == arguments.size()) {
        throw new CannotStart(
            "command line: option '" + key + "' has no value; write --" + key + " VALUE");
      }
      lines.add(TorrcLine.of("command line", key, hasValue ? arguments.get(++i) : ""));
    }
    return lines;
  }

  private static void add(TorrcLine line, List<TorrcLine> lines, int depth) throws CannotStart {
    if (!line.foldedKey().equals("%include")) {
      lines.add(line);
      return;
    }
    if (depth == MAX_DEPTH) {
      throw line.refused("includes nest too deep; does a file include itself? Remove the %include");
    }
    byte[] file = bytes(line.value(), line.source() + ": %include");
    for (TorrcLine included : TorrcLexer.lines(line.value(), file)) {
      add(included, lines, depth + 1);
    }
  }

  private static byte[] bytes(String file, String asker) throws CannotStart {
    try {
      return file.equals(STANDARD_INPUT)
          ? System.in.readAllBytes()
          : Files.readAllBytes(HomePath.asWritten(file));
    } catch (NoSuchFileException e) {
      throw new CannotStart(asker + " " + file + ": no such file; check the path", e);
    } catch (IOException e) {
      throw new CannotStart(
          asker + " " + file + ": cannot be read; it must be a file this user may read", e);
    }
  }
}
