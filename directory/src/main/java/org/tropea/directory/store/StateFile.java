package org.tropea.directory.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;

/**
 * The {@code state} file of a data directory (row G08), which C tor reads and writes as well.
 *
 * <p>All that runs in a process and remembers something there shares one of these: each {@link
 * #change} reads, changes and writes while no other does, so that nobody loses what another has
 * written. All of it blocks, so it is called from a {@code documents} executor, or where a node
 * starts or closes.
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
  public synchronized Stored<StateText> read() {
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

  /**
   * Replaces it by what {@code change} makes of it; what cannot be used is set aside before.
   *
   * @param version who writes it
   * @throws IOException when it cannot be written, or is there and cannot be read: then it is left
   *     as it is
   */
  public synchronized void change(UnaryOperator<StateText> change, String version, Instant now)
      throws IOException {
    StateText text = StateText.EMPTY;
    Stored<StateText> stored = read();
    if (stored instanceof Stored.Found<StateText> found) {
      text = found.document();
    } else if (stored.equals(new Stored.Absent<>(Stored.Reason.UNREADABLE))) {
      throw new IOException("the state file is there, and cannot be read");
    } else if (stored.equals(new Stored.Absent<>(Stored.Reason.DAMAGED))) {
      setAside();
    }
    AtomicFile.replace(file, change.apply(text).write(version, now));
  }

  /**
   * Keeps a copy of it where some of it makes no sense, as the first free of {@code state.0} to
   * {@code state.99}; none where all of these are there.
   */
  public synchronized void copyAside() throws IOException {
    Path aside = freeAside();
    if (aside != null) {
      Files.copy(file, aside);
    }
  }

  /** Moves it there, as C tor does; deletes it where all of these are there. */
  private void setAside() throws IOException {
    Path aside = freeAside();
    if (aside != null) {
      Files.move(file, aside);
    } else {
      Files.deleteIfExists(file);
    }
  }

  private @Nullable Path freeAside() {
    for (int number = 0; number < MAX_ASIDE; number++) {
      Path aside = file.resolveSibling("state." + number);
      if (!Files.exists(aside)) {
        return aside;
      }
    }
    return null;
  }
}
