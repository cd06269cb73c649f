package org.tropea.directory.serve;

import com.google.crypto.tink.util.Bytes;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks a directory for.
 *
 * @param path begins with {@code /tor/}; without {@code .z}; as hostile as its sender
 * @param modifiedSince answer only with something newer; null for anything
 * @param bases digests of consensuses from which a diff would do
 */
public record DirectoryQuery(String path, @Nullable Instant modifiedSince, List<Bytes> bases) {
  /** Keeps its own copy. */
  public DirectoryQuery {
    bases = List.copyOf(bases);
  }

  /** The same without a word on diffs. */
  public DirectoryQuery(String path, @Nullable Instant modifiedSince) {
    this(path, modifiedSince, List.of());
  }
}
