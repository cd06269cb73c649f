package org.tropea.directory.serve;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks a directory for.
 *
 * @param path begins with {@code /tor/}; without {@code .z}; as hostile as its sender
 * @param modifiedSince answer only with something newer; null for anything
 */
public record DirectoryQuery(String path, @Nullable Instant modifiedSince) {}
