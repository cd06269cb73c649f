package org.tropea.configuration;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Paths as users write them. */
public final class WrittenPath {
  private WrittenPath() {}

  /** The path, where "~" is a name as any other. */
  public static Path of(String written) throws OptionException {
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
