package org.tropea.command;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.tropea.configuration.OptionException;

/** Paths of options, where a leading {@code ~/} is the user's home. */
final class HomePath {
  private HomePath() {}

  /** The absolute path that {@code written} names. */
  static Path of(String written) throws OptionException {
    boolean atHome = written.equals("~") || written.startsWith("~/");
    Path path =
        atHome
            ? asWritten(System.getProperty("user.home"))
                .resolve(written.substring(1).replaceFirst("^/", ""))
            : asWritten(written);
    return path.toAbsolutePath();
  }

  /** The path, where "~" is a name as any other. */
  static Path asWritten(String written) throws OptionException {
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
