package org.tropea.command;

import java.nio.file.Path;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.WrittenPath;

/** Paths of options, where a leading {@code ~/} is the user's home. */
final class HomePath {
  private HomePath() {}

  /** The absolute path that {@code written} names. */
  static Path of(String written) throws OptionException {
    boolean atHome = written.equals("~") || written.startsWith("~/");
    Path path =
        atHome
            ? WrittenPath.of(System.getProperty("user.home"))
                .resolve(written.substring(1).replaceFirst("^/", ""))
            : WrittenPath.of(written);
    return path.toAbsolutePath();
  }
}
