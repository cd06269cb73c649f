package org.tropea.command;

import java.nio.file.Path;

/** Paths of options, where a leading {@code ~/} is the user's home. */
final class HomePath {
  private HomePath() {}

  /** The absolute path that {@code written} names. */
  static Path of(String written) {
    boolean atHome = written.equals("~") || written.startsWith("~/");
    Path path =
        atHome ? Path.of(System.getProperty("user.home"), written.substring(1)) : Path.of(written);
    return path.toAbsolutePath();
  }
}
