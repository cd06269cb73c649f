package org.tropea.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file with the number of this process, for as long as that runs. */
final class PidFile {
  private static final Logger log = LoggerFactory.getLogger(PidFile.class);

  private final @Nullable Path file;

  private PidFile(@Nullable Path file) {
    this.file = file;
  }

  /** Writes it; null for none. */
  static PidFile write(@Nullable Path file) throws CannotStart {
    if (file != null) {
      try {
        Files.writeString(file, ProcessHandle.current().pid() + "\n", StandardCharsets.US_ASCII);
      } catch (IOException e) {
        throw new CannotStart(
            "PidFile "
                + file
                + " cannot be written; name a file in a folder this user may write to",
            e);
      }
    }
    return new PidFile(file);
  }

  /** Removes it. */
  void remove() {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      log.warn("PidFile {} could not be removed", file);
    }
  }
}
