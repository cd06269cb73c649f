package org.tropea.authority.history;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.store.AtomicFile;

/** C tor's file {@code router-stability}. Blocks. */
public final class StabilityFile {
  private static final Logger log = LoggerFactory.getLogger(StabilityFile.class);
  private static final String NAME = "router-stability";
  private static final long MAX_LENGTH = 64L << 20;

  private final Path file;

  /** That of this data directory. */
  public StabilityFile(Path directory) {
    this.file = directory.resolve(NAME);
  }

  /**
   * The history that it holds; an empty one where there is none. What cannot be read is put aside,
   * for it is of months.
   */
  public StabilityHistory read(Instant now) {
    try {
      if (Files.size(file) > MAX_LENGTH) {
        throw new DecodeException("it is far too long");
      }
      return StabilityText.read(Files.readString(file, StandardCharsets.ISO_8859_1), now);
    } catch (NoSuchFileException e) {
      return new StabilityHistory();
    } catch (DecodeException | IOException e) {
      log.warn(
          "Cannot use {} ({}): we begin to watch relays anew; it is kept as {}.old",
          NAME,
          e.getMessage(),
          NAME);
      putAside();
      return new StabilityHistory();
    }
  }

  private void putAside() {
    try {
      Files.move(
          file,
          file.resolveSibling(NAME + ".old"),
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      log.warn("Cannot rename {}", NAME, e);
    }
  }

  /** Replaces it; a failure is only told of. */
  public void write(StabilityHistory history, Instant now) {
    try {
      AtomicFile.replace(
          file, StabilityText.write(history, now).getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      log.warn("Cannot write {}: started again, we forget how relays ran; check the disk", NAME, e);
    }
  }
}
