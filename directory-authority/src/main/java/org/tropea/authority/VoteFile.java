package org.tropea.authority;

import com.google.crypto.tink.util.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.tropea.directory.store.AtomicFile;

/** The file {@code own-vote} of a data directory. Blocks. */
final class VoteFile implements VoteStorage {
  /** No longer than a vote may be that is posted. */
  private static final long MAX_LENGTH = (16 << 20) - 1;

  private final Path file;

  VoteFile(Path directory) {
    this.file = directory.resolve("own-vote");
  }

  @Override
  public @Nullable Bytes read() throws IOException {
    try {
      if (Files.size(file) > MAX_LENGTH) {
        throw new IOException("it is far too long");
      }
      return Bytes.copyFrom(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  @Override
  public void write(Bytes vote) throws IOException {
    AtomicFile.replace(file, vote.toByteArray());
  }
}
