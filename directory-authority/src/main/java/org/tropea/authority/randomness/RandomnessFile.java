package org.tropea.authority.randomness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.tropea.directory.store.AtomicFile;

/** C tor's file {@code sr-state}, which its owner alone may read. Blocks. */
public final class RandomnessFile implements RandomnessStorage {
  private static final String NAME = "sr-state";
  private static final long MAX_LENGTH = 1 << 20;

  private final Path file;

  /** That of this data directory. */
  public RandomnessFile(Path directory) {
    this.file = directory.resolve(NAME);
  }

  @Override
  public @Nullable String read() throws IOException {
    try {
      if (Files.size(file) > MAX_LENGTH) {
        throw new IOException("it is far too long");
      }
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  @Override
  public void write(String text) throws IOException {
    AtomicFile.replace(file, text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
