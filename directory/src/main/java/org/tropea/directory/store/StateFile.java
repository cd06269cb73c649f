package org.tropea.directory.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import org.tropea.crypto.bytes.DecodeException;

/**
 * The {@code state} file of a data directory, which C tor reads and writes as well. All of it
 * blocks, so it is called from the {@code documents} executor, by one caller at a time.
 */
public final class StateFile {
  private static final long MAX_FILE = 16L << 20;
  private static final int MAX_ASIDE = 100;

  private final Path file;

  /** The file in this directory, which must exist before the first write. */
  public StateFile(Path dataDirectory) {
    this.file = dataDirectory.resolve("state");
  }

  /**
   * What it holds, or why there is nothing to use; an empty file is as good as none, as in C tor.
   */
  public Stored<StateText> read() {
    try {
      if (Files.size(file) > MAX_FILE) {
        return new Stored.Absent<>(Stored.Reason.DAMAGED);
      }
      return new Stored.Found<>(StateText.read(Files.readAllBytes(file)));
    } catch (NoSuchFileException e) {
      return new Stored.Absent<>(Stored.Reason.MISSING);
    } catch (IOException e) {
      return new Stored.Absent<>(Stored.Reason.UNREADABLE);
    } catch (DecodeException e) {
      return new Stored.Absent<>(Stored.Reason.DAMAGED);
    }
  }

  /** Replaces it. */
  public void write(StateText text, String version, Instant now) throws IOException {
    AtomicFile.replace(file, text.write(version, now));
  }

  /**
   * Moves what cannot be used out of the way, to the first free of {@code state.0} to {@code
   * state.99}, as C tor does; deletes it where all of these are there.
   */
  public void setAside() throws IOException {
    for (int number = 0; number < MAX_ASIDE; number++) {
      Path aside = file.resolveSibling("state." + number);
      if (!Files.exists(aside)) {
        Files.move(file, aside);
        return;
      }
    }
    Files.deleteIfExists(file);
  }
}
