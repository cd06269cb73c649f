package org.tropea.configuration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads torrc files, with what they {@code %include}.
 *
 * <p>An include names one file, relative to the working directory as in C tor; patterns and folders
 * are refused.
 */
public final class TorrcReader {
  private static final int MAX_DEPTH = 31;

  /** The name of a torrc that is standard input. */
  public static final String STANDARD_INPUT = "-";

  private TorrcReader() {}

  /**
   * The lines of {@code file} ("-": of standard input) in order, those of included files in the
   * place of their include.
   */
  public static List<TorrcLine> file(String file) throws OptionException {
    List<TorrcLine> lines = new ArrayList<>();
    for (TorrcLine line : TorrcLexer.lines(file, bytes(file, "-f"))) {
      add(line, lines, 1);
    }
    return lines;
  }

  private static void add(TorrcLine line, List<TorrcLine> lines, int depth) throws OptionException {
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

  private static byte[] bytes(String file, String asker) throws OptionException {
    try {
      return file.equals(STANDARD_INPUT)
          ? System.in.readAllBytes()
          : Files.readAllBytes(path(file));
    } catch (NoSuchFileException e) {
      throw new OptionException(asker + " " + file + ": no such file; check the path", e);
    } catch (IOException e) {
      throw new OptionException(
          asker + " " + file + ": cannot be read; it must be a file this user may read", e);
    }
  }

  private static Path path(String written) throws OptionException {
    try {
      return Path.of(written);
    } catch (InvalidPathException e) {
      throw new OptionException(
          "the path "
              + written
              + " cannot be said in this process's locale: start it by the tropea script, or with"
              + " LC_ALL=C.UTF-8",
          e);
    }
  }
}
