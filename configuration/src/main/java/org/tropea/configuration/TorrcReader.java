package org.tropea.configuration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/**
 * Reads torrc files, with what they {@code %include}: files, folders and patterns, relative to the
 * working directory as at C tor.
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
    return lines(
        file, file.equals(STANDARD_INPUT) ? standardInput() : bytes(WrittenPath.of(file), "-f"));
  }

  /** The lines of a text of that name, and of what it includes. */
  public static List<TorrcLine> lines(String name, byte[] text) throws OptionException {
    List<TorrcLine> lines = new ArrayList<>();
    for (TorrcLine line : TorrcLexer.lines(name, text)) {
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
    String asker = line.source() + ": %include";
    for (Path file : included(line.value(), asker)) {
      for (TorrcLine included : TorrcLexer.lines(file.toString(), bytes(file, asker))) {
        add(included, lines, depth + 1);
      }
    }
  }

  private static List<Path> included(String written, String asker) throws OptionException {
    try {
      return IncludedFiles.of(WrittenPath.of(written));
    } catch (NoSuchFileException e) {
      throw missing(asker, written, e);
    } catch (IOException e) {
      throw unreadable(asker, written, e);
    } catch (PatternSyntaxException e) {
      throw new OptionException(asker + " " + written + " is no pattern; correct it", e);
    }
  }

  private static byte[] standardInput() throws OptionException {
    try {
      return System.in.readAllBytes();
    } catch (IOException e) {
      throw unreadable("-f", STANDARD_INPUT, e);
    }
  }

  private static byte[] bytes(Path file, String asker) throws OptionException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw missing(asker, file.toString(), e);
    } catch (IOException e) {
      throw unreadable(asker, file.toString(), e);
    }
  }

  private static OptionException missing(String asker, String file, IOException e) {
    return new OptionException(asker + " " + file + ": no such file; check the path", e);
  }

  private static OptionException unreadable(String asker, String file, IOException e) {
    return new OptionException(
        asker + " " + file + ": cannot be read; it must be a file this user may read", e);
  }
}
