package org.tropea.command;

import java.nio.file.Files;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.Torrc;
import org.tropea.configuration.TorrcLine;
import org.tropea.configuration.TorrcReader;
import org.tropea.configuration.WrittenPath;
import picocli.CommandLine.Option;

/** Which files the options are read from, as the arguments say. */
final class TorrcFiles {
  @Option(
      names = {"-f", "--torrc-file"},
      paramLabel = "FILE",
      description = "Read this torrc; - for standard input.")
  private @Nullable String torrc;

  @Option(
      names = "--defaults-torrc",
      paramLabel = "FILE",
      description = "Read this one before it, where there is such a file.")
  private @Nullable String defaults;

  @Option(
      names = {"--ignore-missing-torrc", "--allow-missing-torrc"},
      description = "Go on where there is no such torrc.")
  private boolean mayBeMissing;

  private @Nullable List<TorrcLine> standardInput;

  /** The torrc as the arguments name it; null for none. */
  @Nullable String torrc() {
    return torrc;
  }

  /** The torrc that is read before it; null for none. */
  @Nullable String defaults() {
    return defaults;
  }

  /** Reads them, with {@code arguments} over them. */
  Torrc read(List<TorrcLine> arguments) throws OptionException {
    List<TorrcLine> before =
        defaults == null || isMissing(defaults) ? List.of() : TorrcReader.file(defaults);
    return Torrc.of(before, file(), arguments);
  }

  private List<TorrcLine> file() throws OptionException {
    if (torrc == null) {
      return List.of();
    }
    if (standardInput != null) {
      return standardInput;
    }
    boolean isInput = torrc.equals(TorrcReader.STANDARD_INPUT);
    if (mayBeMissing && !isInput && isMissing(torrc)) {
      return List.of();
    }
    List<TorrcLine> lines = TorrcReader.file(torrc);
    // It can be read once only, and SIGHUP wants it again.
    standardInput = isInput ? lines : null;
    return lines;
  }

  private static boolean isMissing(String file) throws OptionException {
    return !Files.isRegularFile(WrittenPath.of(file));
  }
}
